using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Tests.Local;

/// <summary>What only gateways that are processes of this computer have to keep.</summary>
public sealed class LocalComputeTests(LocalBackend backend) : IClassFixture<LocalBackend>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private static readonly HttpClient _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IComputeProvider Provider => backend.Provider;

    [Fact]
    public void It_says_what_it_runs_and_that_it_isolates_nothing()
    {
        Assert.Equal("local", Provider.Name);
        Assert.Equal(new ComputeCapabilities("openclaw@0.0.1-fake", IsIsolated: false) { ReservesMemory = false }, Provider.Capabilities);
    }

    [Fact]
    public async Task A_gateway_is_nobody_s_child_and_has_a_session_of_its_own()
    {
        var spec = await backend.RunningAsync();
        var gateway = backend.Pid(spec.Name, "gateway");
        var watcher = backend.Pid(spec.Name, "watcher");

        Assert.Equal(gateway, LocalBackend.Session(gateway));
        Assert.Equal(watcher, LocalBackend.Session(watcher));
        Assert.DoesNotContain(Environment.ProcessId, new[] { LocalBackend.Parent(gateway), LocalBackend.Parent(watcher) });
    }

    [Fact]
    public async Task A_gateway_outlives_its_provider_and_the_next_one_takes_it_over()
    {
        var spec = LocalBackend.NewSpec();
        MachineState before;

        using (var host = backend.NewHost())
        {
            await host.StartAsync(Ct);
            var first = (IComputeProvider)host.Services.GetService(typeof(IComputeProvider))!;
            await LocalBackend.CreateAsync(first, spec);
            await first.StartAsync(spec.Name, Ct);
            before = await first.InspectAsync(spec.Name, Ct);
            await LocalBackend.AnswerAsync(before);
            await host.StopAsync(Ct);
        }

        var next = backend.NewProvider();
        Assert.Equal(before, await next.InspectAsync(spec.Name, Ct));
        await LocalBackend.AnswerAsync(before);
        await next.StopAsync(spec.Name, _limit, Ct);
        Assert.Equal(0, (await next.InspectAsync(spec.Name, Ct)).ExitCode);
    }

    [Fact]
    public async Task A_gateway_sees_its_own_variables_and_nothing_of_the_developer_s()
    {
        Environment.SetEnvironmentVariable("OPENAI_API_KEY", "sk-of-the-developer");
        Environment.SetEnvironmentVariable("NC_MASTER_KEY", "of-the-service");
        Environment.SetEnvironmentVariable("NC_WA_SIM_LINK_AFTER_MS", "3000");
        var spec = await backend.RunningAsync();

        var variables = await VariablesAsync(spec);

        Assert.DoesNotContain("OPENAI_API_KEY", variables.Keys);
        Assert.DoesNotContain("NC_MASTER_KEY", variables.Keys);
        Assert.DoesNotContain("NC_WATCH_EXIT_FILE", variables.Keys);
        Assert.Equal("3000", variables["NC_WA_SIM_LINK_AFTER_MS"]);
        Assert.Equal("1", variables["OPENCLAW_OFFLINE"]);
        Assert.Equal(backend.StateFile(spec.Volume, ""), variables["OPENCLAW_STATE_DIR"]);
        Assert.Equal(variables["OPENCLAW_STATE_DIR"], variables["HOME"]);
        Assert.StartsWith(backend.DataPath, variables["TMPDIR"], StringComparison.Ordinal);
        Assert.StartsWith(backend.DataPath, variables["NODE_COMPILE_CACHE"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_without_its_watcher_counts_as_ended_and_the_next_start_replaces_it()
    {
        var spec = await backend.RunningAsync(new GatewayScript(IgnoresTerm: true));
        var left = backend.Pid(spec.Name, "gateway");
        Kill(backend.Pid(spec.Name, "watcher"));

        var state = await Provider.WaitAsync(spec.Name, Ct).WaitAsync(_limit, TimeProvider.System, Ct);
        Assert.Equal((MachinePhase.Exited, (int?)null), (state.Phase, state.ExitCode));

        await Provider.StartAsync(spec.Name, Ct);
        Assert.False(LocalBackend.Runs(left));
        await LocalBackend.AnswerAsync(await Provider.InspectAsync(spec.Name, Ct));
    }

    [Fact]
    public async Task Another_process_with_the_pid_of_a_gateway_is_not_the_gateway()
    {
        var spec = await backend.CreatedAsync();
        await File.WriteAllTextAsync(backend.MachineFile(spec.Name, "watcher"), $"{Environment.ProcessId} 1\n", Ct);
        await File.WriteAllTextAsync(backend.MachineFile(spec.Name, "gateway"), $"{Environment.ProcessId} 1\n", Ct);

        Assert.Equal(MachinePhase.Exited, (await Provider.InspectAsync(spec.Name, Ct)).Phase);
        await Provider.StopAsync(spec.Name, TimeSpan.Zero, Ct);
        await Provider.StartAsync(spec.Name, Ct);

        Assert.NotEqual(Environment.ProcessId, backend.Pid(spec.Name, "watcher"));
    }

    private async Task<Dictionary<string, string>> VariablesAsync(MachineSpec spec)
    {
        var endpoint = (await Provider.InspectAsync(spec.Name, Ct)).Endpoint!;
        var about = await _http.GetFromJsonAsync<JsonElement>(endpoint.BaseAddress, Ct);
        return about.GetProperty("env").Deserialize<Dictionary<string, string>>()!;
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }
}
