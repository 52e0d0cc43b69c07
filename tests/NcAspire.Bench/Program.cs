using System.Runtime.InteropServices;
using NcAspire.Bench;
using NcAspire.Bench.Api;
using NcAspire.Bench.Docker;
using NcAspire.Bench.Relay;

// Measures and prints; ends with 1 when a figure misses its limit. `./nc bench` builds it and sets the variables.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
var bench = new Bench(Console.Out, Console.Error);
var suites = new Dictionary<string, Func<Task>>
{
    ["api"] = () => ApiBench.RunAsync(bench, Required("NC_REPOSITORY"), stop.Token),
    ["docker"] = () => DockerBench.RunAsync(bench, Required("NC_REPOSITORY"), Required("NC_DOCKER_HOST"), Required("NC_BASE_IMAGE"), stop.Token),
    ["relay"] = () => RelayBench.RunAsync(bench, Required("NC_REPOSITORY"), stop.Token),
};

try
{
    if (args is [ApiBench.Floor])
    {
        await ApiBench.RunFloorAsync(Required, stop.Token);
        return 0;
    }

    foreach (var suite in args is [] ? [.. suites.Keys] : args)
    {
        await suites[suite]();
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

return bench.IsGood ? 0 : 1;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

static string Required(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
    ? value
    : throw new InvalidOperationException($"{name} is not set; run ./nc bench.");
