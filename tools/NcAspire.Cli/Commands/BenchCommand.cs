using System.CommandLine;
using NcAspire.Cli.Running;
using NcAspire.Cli.Testing;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc bench</c>: measures NcAspire beside what it stands on, in the same run.</summary>
public static class BenchCommand
{
    private const int Failed = 1;
    private const string Api = "api";
    private const string Docker = "docker";
    private const string Relay = "relay";
    private static readonly string[] _suites = [Api, Docker, Relay];

    public static Command Create()
    {
        var suites = new Argument<string[]>("suites")
        {
            Description = "What to measure; all when left out",
            Arity = ArgumentArity.ZeroOrMore,
        };
        suites.AcceptOnlyFromAmong(_suites);
        var command = new Command(
            "bench", "Measure NcAspire beside what it stands on: a JSON line per figure; ends with 1 when one misses its limit") { suites };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(suites), CommandContext.Current, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] suites, CommandContext context, CancellationToken cancellationToken)
    {
        var (checkout, _, screen) = context;
        var tools = await context.FetchAsync(cancellationToken);
        await using var docker = suites is [] || suites.Contains(Docker)
            ? await TestDocker.PrepareAsync(context, cancellationToken)
            : TestDocker.None;
        var dotnet = new Dotnet(checkout);
        var project = Path.Combine(checkout.Root, "tests", "NcAspire.Bench");
        await dotnet.BuildStackAsync(screen, cancellationToken);
        await dotnet.RunAsync(screen, "Building the bench", ["build", project], cancellationToken);

        // What serves requests is measured as it is deployed.
        foreach (var (suite, service) in (IEnumerable<(string, string)>)[(Api, "functions/NcAspire.Functions"), (Relay, "hosts/NcAspire.Relay")])
        {
            if (suites is [] || suites.Contains(suite))
            {
                await dotnet.RunAsync(
                    screen, $"Building {service}", ["build", Path.Combine(checkout.Root, service), "--configuration", "Release"], cancellationToken);
            }
        }

        var program = Path.Combine(checkout.Artifacts, "bin", "NcAspire.Bench", "debug", "NcAspire.Bench.dll");
        var start = dotnet.Start(["exec", program, .. suites]);
        foreach (var (name, value) in tools.Variables)
        {
            start.Environment[name] = value;
        }

        foreach (var (name, value) in docker.Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["NC_REPOSITORY"] = checkout.Root;
        return await Child.ShowAsync(start, cancellationToken) == 0 ? 0 : Failed;
    }
}
