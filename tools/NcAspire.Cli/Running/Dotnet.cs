using System.Diagnostics;

namespace NcAspire.Cli.Running;

/// <summary>The .NET command line, run so that no build server outlives it.</summary>
public sealed class Dotnet(Checkout checkout)
{
    /// <summary>The program that runs this process.</summary>
    public static string Program => Environment.ProcessPath ?? "dotnet";

    public static IReadOnlyList<string> NoServers { get; } = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];

    /// <summary>Builds the projects that <c>./nc up</c> runs, unless that was done of the same sources before.</summary>
    /// <exception cref="CommandException">It did not build.</exception>
    public async Task BuildStackAsync(Screen screen, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(checkout.Artifacts);
        using var held = await FileLock.TakeAsync(
            Path.Combine(checkout.Artifacts, "stack.lock"),
            () => screen.Say("Another ./nc is building; waiting for it."),
            cancellationToken);
        var stamp = new SourceStamp(checkout.Root, Path.Combine(checkout.Artifacts, "stack.stamp"));
        var sources = stamp.Current();

        if (stamp.Matches(sources) && File.Exists(checkout.AppHost))
        {
            return;
        }

        screen.Say("Building.");
        stamp.Forget();
        var build = Start(
            ["build", checkout.StackSolution, "-verbosity:quiet", "-consoleLoggerParameters:NoSummary", .. NoServers]);
        var result = await Child.CaptureAsync(build, cancellationToken);

        if (result.ExitCode != 0)
        {
            screen.Say(Reasons(result));
            throw new CommandException("The stack did not build; the lines above say why.");
        }

        // As they were before: a file that was edited meanwhile makes the next run build again.
        stamp.Remember(sources);
    }

    // MSBuild writes every error twice, where it happens and as a summary.
    private static string Reasons(ChildResult build)
    {
        var output = build.Output + build.Error;
        var errors = output
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Contains(": error ", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        return errors.Count > 0 ? string.Join('\n', errors) : output.Trim();
    }

    /// <summary>A call of dotnet in the checkout.</summary>
    public ProcessStartInfo Start(IEnumerable<string> arguments) =>
        new(Program, arguments) { WorkingDirectory = checkout.Root };
}
