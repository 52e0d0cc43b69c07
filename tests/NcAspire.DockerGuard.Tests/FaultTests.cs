using NcAspire.Core.Compute;

namespace NcAspire.DockerGuard.Tests;

/// <summary>Faults cross the wire as they are; whatever makes no sense is one transient fault.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Away = "The Docker guard does not answer.";

    private readonly ScriptedEngine _engine = new();
    private TestGuard? _guard;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestGuard Guard => _guard!;

    public async ValueTask InitializeAsync() => _guard = await TestGuard.StartAsync(_engine);

    public ValueTask DisposeAsync() => Guard.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fault_of_the_engine_keeps_its_sentence_and_its_kind(bool isTransient)
    {
        _engine.Before = _ => throw new ProviderException(
            "The machine \"nc-one\" can't ✓.", isTransient, new InvalidOperationException("The engine's own words."));

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Guard.Provider.StartAsync(ScriptedEngine.Machine, Ct));

        Assert.Equal(("The machine \"nc-one\" can't ✓.", isTransient), (fault.Message, fault.IsTransient));
        Assert.Contains("The engine's own words.", Guard.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_transient_and_its_details_stay_in_the_log()
    {
        _engine.Before = _ => throw new InvalidOperationException("canary-of-a-bug");

        var fault = await Assert.ThrowsAsync<ProviderException>(() => Guard.Provider.CreateAsync(ScriptedEngine.Spec, Ct));

        Assert.True(fault.IsTransient);
        Assert.Equal("The Docker guard failed; its log tells why.", fault.Message);
        Assert.Contains("canary-of-a-bug", Guard.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_policy_forbids_is_definite()
    {
        var fault = await Assert.ThrowsAsync<ProviderException>(() =>
            Guard.Provider.CreateAsync(ScriptedEngine.Spec with { Image = "alpine" }, Ct));

        Assert.False(fault.IsTransient);
        Assert.Equal("The image is neither Docker:Image nor one of Docker:OlderImages.", fault.Message);
        await Guard.Provider.CreateAsync(ScriptedEngine.Spec with { Image = TestGuard.OlderImage }, Ct);
    }

    [Fact]
    public async Task Files_that_are_too_large_are_a_definite_fault()
    {
        var fault = await Assert.ThrowsAsync<ProviderException>(() =>
            Guard.Provider.SeedFilesAsync(ScriptedEngine.Machine, [new SeedFile("a", new string('x', 600_000))], Ct));

        Assert.False(fault.IsTransient);
        Assert.Contains("512 KiB", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_engine.Calls);
    }

    [Fact]
    public async Task A_guard_that_is_not_there_is_a_transient_fault_of_every_verb()
    {
        var provider = Guard.NewCaller(address: $"unix://{Path.GetTempPath()}no-guard-{Guid.NewGuid():N}.sock");
        Func<Task>[] verbs =
        [
            () => provider.EnsureVolumeAsync(ScriptedEngine.Instance, ScriptedEngine.Volume, Ct),
            () => provider.VolumeExistsAsync(ScriptedEngine.Volume, Ct),
            () => provider.CreateAsync(ScriptedEngine.Spec, Ct),
            () => provider.SeedFilesAsync(ScriptedEngine.Machine, [new SeedFile("a", "b")], Ct),
            () => provider.StartAsync(ScriptedEngine.Machine, Ct),
            () => provider.StopAsync(ScriptedEngine.Machine, TimeSpan.Zero, Ct),
            () => provider.InspectAsync(ScriptedEngine.Machine, Ct),
            () => provider.ExecAsync(ScriptedEngine.Machine, MachineCommand.DoctorFix, Ct),
            () => provider.LogsAsync(ScriptedEngine.Machine, 1, Ct),
            () => provider.UsageAsync(ScriptedEngine.Machine, Ct),
            () => provider.DeleteAsync(ScriptedEngine.Machine, Ct),
            () => provider.DeleteVolumeAsync(ScriptedEngine.Volume, Ct),
            () => provider.DeleteNetworkAsync("nc-old", Ct),
            () => provider.ListOwnedAsync(Ct),
            () => provider.CapacityAsync(Ct),
            async () => await provider.WatchAsync(Ct).GetAsyncEnumerator(Ct).MoveNextAsync(),
        ];

        foreach (var verb in verbs)
        {
            var fault = await Assert.ThrowsAsync<ProviderException>(verb);
            Assert.Equal((Away, true), (fault.Message, fault.IsTransient));
        }
    }

    public static TheoryData<string> Nonsense =>
    [
        "",
        "\r\n\r\n",
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull",
        Json("""{"phase":"asleep","exitCode":null,"outOfMemory":false,"startedAt":null,"endpoint":null,"restarts":0,"drift":[]}"""),
        Json("""{"phase":"running","exitCode":null,"outOfMemory":false,"startedAt":null,"endpoint":"::","restarts":0,"drift":[]}"""),
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nbad",
        "HTTP/1.1 500 Oops\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 500 Oops\r\nContent-Type: application/problem+json\r\nContent-Length: 1\r\n\r\n{",
        Problem("""{"type":"about:blank","title":"Gone","status":409,"detail":"It is gone for good.","isTransient":false}"""),
        $"HTTP/1.1 200 OK\r\nContent-Length: {17 << 20}\r\n\r\n{new string('x', 1000)}",
        $"HTTP/1.1 200 OK\r\nX: {new string('x', 40_000)}\r\nContent-Length: 0\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task An_answer_that_makes_no_sense_is_no_answer(string answer)
    {
        await using var stranger = new CannedServer(answer);
        var provider = Guard.NewCaller(address: stranger.Address);

        var fault = await Assert.ThrowsAsync<ProviderException>(() => provider.InspectAsync(ScriptedEngine.Machine, Ct));

        Assert.Equal((Away, true), (fault.Message, fault.IsTransient));
    }

    private static string Json(string body) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static string Problem(string body) =>
        $"HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
