using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Core.Compute;
using NcAspire.Testing;

namespace NcAspire.DockerGuard.Tests;

/// <summary>The program itself, in front of an engine that is not there.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ncaspire-guard-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Address => $"unix://{_folder}/guard.sock";

    private string TokenPath => Path.Combine(_folder, "token");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_wrong_setting_ends_it_with_a_sentence_and_nothing_else()
    {
        await using var guard = GuardProcess.Launch(
            [.. Settings(), ("Guard:Address", "http://0.0.0.0:7073"), ("Docker:Endpoint", "nonsense")]);

        Assert.Equal(1, await guard.ExitAsync());
        await Eventually.TrueAsync(() => guard.Errors.Any(), Ct);
        Assert.All(guard.Errors, line => Assert.Matches("^(Guard:Address must be a loopback address|Docker:Endpoint must be) .*\\.$", line));
        Assert.Empty(guard.Output);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_ends_it_with_a_sentence()
    {
        await using var guard = GuardProcess.Launch([.. Settings(), ("Guard:Address", $"unix://{_folder}/none/guard.sock")]);

        Assert.Equal(1, await guard.ExitAsync());
        await Eventually.TrueAsync(() => guard.Errors.Any(line => line.Contains("none/guard.sock", StringComparison.Ordinal)), Ct);
    }

    [Fact]
    public async Task The_audit_is_one_json_object_a_line_with_all_its_parts()
    {
        await using var guard = await GuardProcess.StartAsync(Settings(), Ct);
        using var caller = Caller.Host(Address, TokenPath);
        var provider = caller.Services.GetRequiredService<IComputeProvider>();

        await Assert.ThrowsAsync<ProviderException>(() => provider.EnsureVolumeAsync(ScriptedEngine.Instance, ScriptedEngine.Volume, Ct));

        await Eventually.TrueAsync(() => guard.Output.Any(line => line.Contains("\"Outcome\"", StringComparison.Ordinal)), Ct);
        var lines = guard.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var state = lines.Select(line => line.GetProperty("State")).Last(s => s.TryGetProperty("Outcome", out _));
        Assert.Equal("ensure-volume", state.GetProperty("Verb").GetString());
        Assert.Equal(ScriptedEngine.Volume, state.GetProperty("Subject").GetString());
        Assert.Equal(ScriptedEngine.Instance.ToString(), state.GetProperty("Instance").GetString());
        Assert.Equal(502, state.GetProperty("Outcome").GetInt32());
        Assert.True(state.GetProperty("Milliseconds").GetInt64() >= 0);
    }

    [Fact]
    public async Task It_ends_in_order_when_it_is_asked_to()
    {
        await using var guard = await GuardProcess.StartAsync(Settings(), Ct);
        using var caller = Caller.Host(Address, TokenPath);
        await Assert.ThrowsAsync<ProviderException>(() =>
            caller.Services.GetRequiredService<IComputeProvider>().InspectAsync(ScriptedEngine.Machine, Ct));

        Assert.Equal(0, await guard.TerminateAsync());
        Assert.False(File.Exists($"{_folder}/guard.sock"));
        Assert.Empty(guard.Errors);
    }

    [Fact]
    public async Task What_a_killed_one_left_is_in_nobodys_way()
    {
        await using var first = await GuardProcess.StartAsync(Settings(), Ct);
        await first.KillAsync();
        Assert.True(File.Exists($"{_folder}/guard.sock"));
        using var caller = Caller.Host(Address, TokenPath);
        var provider = caller.Services.GetRequiredService<IComputeProvider>();
        Assert.Equal("The Docker guard does not answer.", (await Assert.ThrowsAsync<ProviderException>(() => provider.CapacityAsync(Ct))).Message);

        await using var second = await GuardProcess.StartAsync(Settings(), Ct);

        Assert.StartsWith("The Docker engine", (await Assert.ThrowsAsync<ProviderException>(() => provider.CapacityAsync(Ct))).Message);
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        if (!File.Exists(TokenPath))
        {
            File.WriteAllText(TokenPath, Guid.NewGuid().ToString());
            File.SetUnixFileMode(TokenPath, UnixFileMode.UserRead);
        }

        return
        [
            ("Guard:Address", Address),
            ("Guard:TokenPath", TokenPath),
            ("Docker:Endpoint", $"unix://{_folder}/none.sock"),
            ("Docker:Image", TestGuard.Image),
        ];
    }
}
