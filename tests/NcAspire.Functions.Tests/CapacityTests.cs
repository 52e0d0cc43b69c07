using NcAspire.Testing;

namespace NcAspire.Functions.Tests;

public sealed class CapacityTests(EmbeddedPostgres postgres, SchemaTemplate template) : ApiTest(postgres, template)
{
    protected override string[] Settings => [Timers.Off, "Capacity:ReserveBytes=0"];

    [Fact]
    public async Task A_full_host_takes_nobody_and_tells_no_stranger_its_numbers()
    {
        Api.Compute.Capacity = Api.Compute.Capacity with { MemoryBytes = 2 * (1536L << 20) };
        using var ada = await Api.SignUpAsync();
        await ada.CreateRunningAsync("ada");
        await ada.CreateRunningAsync("ada-2");

        var refused = (await ada.PostAsync("instances", new { slug = "ada-3" }, "key")).ExpectProblem(503, "no-capacity");
        Assert.DoesNotMatch("[0-9]", refused.Text("detail"));

        await ada.FinishAsync(await ada.PostAsync("instances/ada-2/stop"));
        await ada.FinishAsync(await ada.PostAsync("instances", new { slug = "ada-3" }, "key"));
        (await ada.PostAsync("instances/ada-2/start")).ExpectProblem(503, "no-capacity");
        Assert.Equal("stopped", (await ada.GetAsync("instances/ada-2")).Text("status"));
        await ada.FinishAsync(await ada.PostAsync("instances/ada/restart"));
        await ada.FinishAsync(await ada.PostAsync("instances/ada/repair"));
    }

    [Fact]
    public async Task A_backend_that_never_told_what_it_has_takes_nobody()
    {
        using var ada = await Api.SignUpAsync();
        Api.Compute.IsAway = true;

        var refused = (await ada.PostAsync("instances", new { slug = "ada" })).ExpectProblem(503, "no-capacity");

        Assert.Contains("can't be reached", refused.Text("detail"), StringComparison.Ordinal);
        Api.Compute.IsAway = false;
        await ada.CreateRunningAsync("ada");
    }
}
