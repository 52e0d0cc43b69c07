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

        stamp.Forget();
        await RunAsync(screen, "Building", ["build", checkout.StackSolution], cancellationToken);

        // As they were before: a file that was edited meanwhile makes the next run build again.
        stamp.Remember(sources);
    }

    /// <summary>Runs a step of a build; its output is shown only if it fails.</summary>
    /// <exception cref="CommandException">It failed.</exception>
    public async Task RunAsync(
        Screen screen, string step, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        screen.Say($"{step}.");
        var result = await Child.CaptureAsync(Start([.. arguments, "-verbosity:quiet", .. NoServers]), cancellationToken);

        if (result.ExitCode != 0)
        {
            screen.Say(Reasons(result));
            throw new CommandException($"{step} failed; the lines above say why.");
        }
    }

    /// <summary>Whether <c>dotnet format</c> would leave every file as it is; what it would change is shown.</summary>
    public async Task<bool> IsFormattedAsync(Screen screen, CancellationToken cancellationToken)
    {
        screen.Say("Checking the format.");
        var result = await Child.CaptureAsync(
            Start(["format", checkout.Solution, "--verify-no-changes", "--no-restore"]), cancellationToken);

        if (result.ExitCode != 0)
        {
            screen.Say(Reasons(result));
        }

        return result.ExitCode == 0;
    }

    /// <summary>A call of dotnet in the checkout.</summary>
    public ProcessStartInfo Start(IEnumerable<string> arguments) =>
        new(Program, arguments) { WorkingDirectory = checkout.Root };

    // MSBuild writes every error twice, where it happens and as a summary.
    private static string Reasons(ChildResult step)
    {
        var output = step.Output + step.Error;
        var errors = output
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Contains(": error ", StringComparison.Ordinal))
            .Distinct()
            .ToList();
        return errors.Count > 0 ? string.Join('\n', errors) : output.Trim();
    }
}
