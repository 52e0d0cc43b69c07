using System.Globalization;
using System.Text.Json;
using NcAspire.Testing;

namespace NcAspire.Isolation.Tests.Setting;

/// <summary>A place in the network from which things are tried: a container, the VM itself, the world.</summary>
/// <param name="node">What runs Node.js there.</param>
public abstract class Prober(Vm vm, IReadOnlyList<string> node)
{
    // A dropped packet is answered by nothing, so that is as long as a test waits for it. What is there answers at once.
    private static readonly TimeSpan _patienceForNothing = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _patienceForSomething = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected Vm Vm => vm;

    /// <summary>Fails unless every one of them answers.</summary>
    /// <returns>The answers.</returns>
    public async Task<IReadOnlyList<string>> AssertReachesAsync(params Target[] targets)
    {
        var answers = await TryAsync(targets, _patienceForSomething);
        Assert.Empty(targets.Where((_, i) => answers[i].Length is 0));
        return answers;
    }

    /// <summary>Fails if one of them answers.</summary>
    public async Task AssertReachesNoneAsync(params Target[] targets)
    {
        Assert.NotEmpty(targets);
        var answers = await TryAsync(targets, _patienceForNothing);
        Assert.Empty(targets.Where((_, i) => answers[i].Length > 0));
    }

    /// <summary>Sends a datagram to each, whoever may answer: a broadcast is heard by the sender as well.</summary>
    public Task SendAsync(params Target[] targets) => TryAsync(targets, _patienceForNothing);

    /// <summary>Runs a script of Node.js there and returns what it printed.</summary>
    public async Task<string> NodeAsync(string script, params string[] arguments) =>
        (await vm.Host.RunAsync([.. node, "-e", script, .. arguments], Ct)).Expected();

    private async Task<string[]> TryAsync(Target[] targets, TimeSpan patience)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Setting", "probe.js"), Ct);
        var said = await NodeAsync(
            script,
            ((int)patience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            JsonSerializer.Serialize(targets, JsonSerializerOptions.Web));
        return JsonSerializer.Deserialize<string[]>(said) is { } answers && answers.Length == targets.Length
            ? answers
            : throw new InvalidOperationException($"The probe said {said}.");
    }
}
