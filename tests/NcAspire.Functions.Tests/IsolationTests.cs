using NcAspire.Core.Instances;
using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class IsolationTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    private static readonly string[] _withoutKey =
        [
            "Alive", "ChangePassword", "CreateInstance", "DeleteAccount", "EndOtherSessions", "ExportAccount", "GetLlmCatalog", "Health",
            "ListInstances", "ListRegions", "ListSessions", "LogIn", "LogOut", "Me", "OpenApi", "SignUp",
        ];

    protected override string[] Settings => [Timers.Off];

    // A route whose parameter is neither a slug nor the key of an operation needs a case of its own here.
    [Fact]
    public void Every_route_is_either_about_the_caller_alone_or_has_a_key() =>
        Assert.Equal(
            _withoutKey,
            Routes.All.Where(r => r is { IsOfInstance: false, IsForOperators: false, Template: not ("operations/{id}" or "me/sessions/{id}") }).Select(r => r.Function));

    [Fact]
    public async Task Nobody_can_see_or_touch_the_instance_of_somebody_else()
    {
        using var ada = await Api.SignUpAsync("ada");
        using var eve = await Api.SignUpAsync("eve");
        var created = await ada.PostAsync("instances", new { slug = "ada" });
        var operation = await ada.FinishAsync(created);
        var instance = new InstanceId(Guid.Parse(created.Text("id")));
        (await ada.PostAsync("instances/ada/whatsapp/qr/start")).Expect(200);
        var before = await StateAsync();
        var calls = Calls();

        foreach (var route in Routes.All.Where(r => r.IsOfInstance || r.Template.Contains("{id}", StringComparison.Ordinal)))
        {
            // The address, its key in place of the slug, and something that nobody has: all of them read the same.
            var path = route.For("ada", operation.Text("id"));
            var answer = (await eve.SendAsync(route.Method, path, Bodies.For(route))).ExpectProblem(404, "not-found");
            var unknown = (await eve.SendAsync(route.Method, route.For("nobodys"), Bodies.For(route))).ExpectProblem(404, "not-found");
            var byKey = (await eve.SendAsync(route.Method, route.For(instance.ToString(), instance.ToString()), Bodies.For(route)))
                .ExpectProblem(404, "not-found");
            Assert.Equal(unknown.Body, answer.Body);
            Assert.Equal(unknown.Body, byKey.Body);
        }

        Assert.Empty((await eve.GetAsync("instances")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(before, await StateAsync());
        Assert.Equal(calls, Calls());

        (await eve.PostAsync("instances", new { slug = "ada" })).ExpectProblem(409, "slug-taken");
        Assert.Equal("running", (await ada.GetAsync("instances/ada")).Text("status"));
    }

    [Fact]
    public async Task An_operation_stays_visible_to_its_owner_alone_when_the_instance_is_gone()
    {
        using var ada = await Api.SignUpAsync("ada");
        using var eve = await Api.SignUpAsync("eve");
        await ada.CreateRunningAsync("ada");
        var deletion = await ada.DeleteAsync("instances/ada");
        await ada.FinishAsync(deletion);

        // Whoever takes the name next inherits nothing.
        await eve.CreateRunningAsync("ada");

        (await eve.GetAsync(deletion.Location ?? "")).ExpectProblem(404, "not-found");
        (await ada.GetAsync(deletion.Location ?? "")).Expect(200);
        (await ada.GetAsync("instances/ada")).ExpectProblem(404, "not-found");
    }

    // The loop that links ada's phone goes on by itself.
    private IEnumerable<string> Calls() =>
        Api.Compute.Faults.Calls.Where(c => c is not (nameof(FakeCompute.InspectAsync) or nameof(FakeGateway.WaitLoginAsync)));

    private async Task<string> StateAsync() => await Api.ScalarAsync<string>(
        """
        select concat_ws(' | ',
            (select string_agg(concat_ws(' ', id, user_id, slug, status, desired_state, owner_phone, whatsapp_state), ';') from instances),
            (select string_agg(concat_ws(' ', id, kind, state), ';' order by id) from operations),
            (select string_agg(concat_ws(' ', instance_id, attempt, stage), ';') from whatsapp_links))
        """) ?? "";
}
