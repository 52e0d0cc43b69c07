using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Conformance;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests.Engine;

/// <summary>The guard's process is killed in the middle of work, and another one takes its place.</summary>
public sealed class GuardKilledTests(DockerBackend backend) : IClassFixture<DockerBackend>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-guard-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Address => $"unix://{_folder}/guard.sock";

    private string TokenPath => Path.Combine(_folder, "token");

    public async ValueTask InitializeAsync()
    {
        await backend.ReadyAsync(Ct);
        await File.WriteAllTextAsync(TokenPath, Guid.NewGuid().ToString(), Ct);
        File.SetUnixFileMode(TokenPath, UnixFileMode.UserRead);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_call_that_was_lost_is_repeated_and_a_wait_goes_on()
    {
        await using var first = await StartAsync();
        using var caller = Caller.Host(Address, TokenPath, backend.Image);
        var provider = caller.Services.GetRequiredService<IComputeProvider>();
        var spec = await RunningAsync(provider);
        var wait = provider.WaitAsync(spec.Name, Ct);
        var stop = provider.StopAsync(spec.Name, TimeSpan.FromMinutes(5), Ct);
        await Eventually.TrueAsync(async () => await HasTermAsync(spec), Ct);

        await first.KillAsync();

        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => stop)).IsTransient);
        Assert.False(wait.IsCompleted);
        await using var second = await StartAsync();
        Assert.Equal(MachinePhase.Running, (await provider.InspectAsync(spec.Name, Ct)).Phase);
        await provider.StopAsync(spec.Name, TimeSpan.Zero, Ct);
        Assert.Equal((MachinePhase.Exited, 137), await wait is var ended ? (ended.Phase, ended.ExitCode) : default);
        await provider.DeleteAsync(spec.Name, Ct);
        await provider.DeleteVolumeAsync(spec.Volume, Ct);
        Assert.DoesNotContain(await provider.ListOwnedAsync(Ct), resource => resource.Instance == spec.Instance);
    }

    [Fact]
    public async Task A_creation_in_between_is_finished_by_the_next_attempt()
    {
        var specs = Enumerable.Range(0, 4).Select(_ => backend.NewSpec()).ToList();
        using var caller = Caller.Host(Address, TokenPath, backend.Image);
        var provider = caller.Services.GetRequiredService<IComputeProvider>();
        Task[] attempts;
        await using (var first = await StartAsync())
        {
            attempts = [.. specs.Select(spec => MakeAsync(provider, spec))];
            await Eventually.TrueAsync(() => first.Output.Any(line => line.Contains("ensure-volume", StringComparison.Ordinal)), Ct);
            await first.KillAsync();
        }

        foreach (var fault in await Task.WhenAll(attempts.Select(async attempt => await Record.ExceptionAsync(() => attempt))))
        {
            Assert.True(fault is null or ProviderException { IsTransient: true }, fault?.ToString());
        }

        await using var second = await StartAsync();
        await Task.WhenAll(specs.Select(spec => MakeAsync(provider, spec)));

        var owned = await provider.ListOwnedAsync(Ct);
        Assert.All(specs, spec => Assert.Equal(2, owned.Count(resource => resource.Instance == spec.Instance)));
    }

    private static async Task MakeAsync(IComputeProvider provider, MachineSpec spec)
    {
        await provider.EnsureVolumeAsync(spec.Instance, spec.Volume, Ct);
        await provider.CreateAsync(spec, Ct);
    }

    private async Task<MachineSpec> RunningAsync(IComputeProvider provider)
    {
        var spec = await backend.CreatedAsync(new GatewayScript(IgnoresTerm: true), provider);
        await provider.StartAsync(spec.Name, Ct);
        await Eventually.TrueAsync(
            async () => (await provider.LogsAsync(spec.Name, 10, Ct)).Any(line => line.StartsWith("listening", StringComparison.Ordinal)), Ct);
        return spec;
    }

    // The engine has told the machine to end: an event of it says so.
    private async Task<bool> HasTermAsync(MachineSpec spec)
    {
        var events = new Collected<Message>();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await backend.Client.System.MonitorEventsAsync(
            new ContainerEventsParameters { Since = $"{now - 60}", Until = $"{now}" }, events, Ct);
        return events.All.Any(e => e.Action is "kill" && e.Actor.Attributes.TryGetValue("name", out var name) && name == spec.Name);
    }

    private Task<GuardProcess> StartAsync() => GuardProcess.StartAsync(
        [.. backend.GuardSettings(), ("Guard:Address", Address), ("Guard:TokenPath", TokenPath)], Ct);
}
