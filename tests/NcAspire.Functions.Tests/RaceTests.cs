using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class RaceTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private const int Many = 8;

    [Fact]
    public async Task One_of_many_users_gets_a_name()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Api.SignUpAsync()));

        var answers = await Task.WhenAll(people.Select(p => p.PostAsync("instances", new { slug = "wanted" })));

        var won = Assert.Single(answers, a => a.Status is 202);
        Assert.All(answers.Where(a => a != won), a => a.ExpectProblem(409, "slug-taken"));
        await people[Array.IndexOf(answers, won)].FinishAsync(won);
        Assert.Single(Api.Compute.Machines);
        Assert.Single(Api.Compute.Volumes);
        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from operations"));
        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from audit_log where action = 'instance.create'"));
    }

    [Fact]
    public async Task The_cap_holds_against_parallel_creates()
    {
        using var ada = await Api.SignUpAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(i => ada.PostAsync("instances", new { slug = $"ada-{i}" })));

        var cap = (await ada.GetAsync("me")).Json.GetProperty("instanceCap").GetInt32();
        Assert.Equal(cap, answers.Count(a => a.Status is 202));
        Assert.All(answers.Where(a => a.Status is not 202), a => a.ExpectProblem(409, "instance-cap"));
        foreach (var accepted in answers.Where(a => a.Status is 202))
        {
            Assert.Equal("succeeded", (await ada.FinishAsync(accepted)).Text("state"));
        }

        Assert.Equal(cap, Api.Compute.Machines.Count);
        Assert.Equal(cap, (await ada.GetAsync("instances")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_deleted_instance_makes_room()
    {
        using var ada = await Api.SignUpAsync();
        foreach (var i in Enumerable.Range(0, 3))
        {
            await ada.CreateRunningAsync($"ada-{i}");
        }

        (await ada.PostAsync("instances", new { slug = "ada-3" })).ExpectProblem(409, "instance-cap");
        await ada.FinishAsync(await ada.DeleteAsync("instances/ada-0"));
        await ada.CreateRunningAsync("ada-3");
    }

    [Theory]
    [InlineData("stop", "stopped")]
    [InlineData("restart", "running")]
    public async Task Repeated_requests_are_one_operation(string verb, string status)
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        var held = Api.Compute.Faults.Hold(nameof(FakeCompute.StopAsync));

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => ada.PostAsync($"instances/ada/{verb}")));
        await held.Reached;
        held.Release();

        Assert.Single(answers.Select(a => a.Expect(202).Location).Distinct());
        Assert.Equal("succeeded", (await ada.FinishAsync(answers[0])).Text("state"));
        Assert.Equal(status, (await ada.GetAsync("instances/ada")).Text("status"));
        Assert.Equal(1, Api.Compute.Faults.CountOf(nameof(FakeCompute.StopAsync)));
    }

    [Fact]
    public async Task Repeated_starts_are_one_operation()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        await ada.FinishAsync(await ada.PostAsync("instances/ada/stop"));
        var held = Api.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => ada.PostAsync("instances/ada/start")));
        await held.Reached;
        (await ada.PostAsync("instances/ada/stop")).ExpectProblem(409, "instance-state");
        held.Release();

        Assert.Single(answers.Select(a => a.Expect(202).Location).Distinct());
        Assert.Equal("succeeded", (await ada.FinishAsync(answers[0])).Text("state"));
        Assert.Equal(2, Api.Compute.Machines.Single().Value.Starts);
        (await ada.PostAsync("instances/ada/start")).ExpectProblem(409, "instance-state");
    }

    [Fact]
    public async Task Repeated_deletions_are_one_operation_and_nothing_else_gets_through()
    {
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        var held = Api.Compute.Faults.Hold(nameof(FakeCompute.DeleteVolumeAsync));

        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => ada.DeleteAsync("instances/ada")));
        await held.Reached;
        foreach (var verb in (string[])["start", "stop", "restart"])
        {
            (await ada.PostAsync($"instances/ada/{verb}")).ExpectProblem(409, "operation-in-progress");
        }

        (await ada.PutAsync("instances/ada/whatsapp/owner", new { phone = "+919876543210" })).ExpectProblem(409, "operation-in-progress");
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).ExpectProblem(409, "not-running");
        held.Release();

        Assert.Single(answers.Select(a => a.Expect(202).Location).Distinct());
        Assert.Equal("succeeded", (await ada.FinishAsync(answers[0])).Text("state"));
        Assert.Empty(Api.Compute.Volumes);
    }

    [Fact]
    public async Task A_deletion_overtakes_a_create_and_leaves_nothing()
    {
        using var ada = await Api.SignUpAsync();
        var held = Api.Compute.Faults.Hold(nameof(FakeCompute.StartAsync));
        var created = (await ada.PostAsync("instances", new { slug = "ada" })).Expect(202);
        await held.Reached;

        var deleting = (await ada.DeleteAsync("instances/ada")).Expect(202);
        held.Release();

        Assert.Equal("succeeded", (await ada.FinishAsync(deleting)).Text("state"));
        Assert.Equal("cancelled", (await ada.FinishAsync(created)).Text("state"));
        Assert.Empty(Api.Compute.Machines);
        Assert.Empty(Api.Compute.Volumes);
        (await ada.GetAsync("instances/ada")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Parallel_requests_for_a_code_share_one_attempt()
    {
        using var ada = await Api.SignUpAsync();
        var instance = await ada.CreateRunningAsync("ada");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(_ => ada.PostAsync("instances/ada/whatsapp/qr/start")));

        Assert.All(answers, a => Assert.Equal(Api.Gateway.PhoneOf(instance).Code, a.Expect(200).Text("qrDataUrl")));
        Assert.Equal(1, Api.Compute.Faults.CountOf(nameof(FakeGateway.StartLoginAsync)));
        Assert.Equal(1, await Api.ScalarAsync<int>("select attempt from whatsapp_links"));
    }

    [Fact]
    public async Task One_of_many_sign_ups_gets_an_address()
    {
        var bodies = Enumerable.Range(0, Many).Select(i => new
        {
            email = i % 2 is 0 ? "Same@example.org" : "same@EXAMPLE.org",
            password = Person.Password,
        });

        var answers = await Task.WhenAll(bodies.Select(b => Api.Nobody.PostAsync("signup", b)));

        Assert.Single(answers, a => a.Status is 201);
        Assert.Equal(Many - 1, answers.Count(a => a.Status is 409 && a.Problem() is "email-taken"));
        Assert.Equal(1, await Api.ScalarAsync<long>("select count(*) from users"));
    }
}
