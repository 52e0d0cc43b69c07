using System.CommandLine;
using NcAspire.Cli.Running;
using NcAspire.Cli.Testing;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc test</c>: everything that CI checks. The last line is the count.</summary>
public sealed class TestCommand
{
    private const int Failed = 1;

    private readonly Option<string?> _filter = new("--filter")
    {
        Description = "Run only the tests that this expression of dotnet test matches",
        HelpName = "expression",
    };

    private readonly Option<string?> _project = new("--project")
    {
        Description = "Run only this test project, and don't check the format",
        HelpName = "name",
    };

    private TestCommand()
    {
    }

    public static Command Create()
    {
        var test = new TestCommand();
        var command = new Command("test", "Build, check the format and run every test")
        {
            test._filter, test._project,
        };
        command.SetAction((parsed, cancellationToken) => test.RunAsync(parsed, CommandContext.Current, cancellationToken));
        return command;
    }

    private static IReadOnlyList<TestProject> Chosen(Checkout checkout, string? name)
    {
        if (name is null)
        {
            return TestProject.AllOf(checkout);
        }

        var projects = TestProject.InSolution(checkout);
        return projects.Where(project => project.Name == name || project.Name == $"NcAspire.{name}.Tests").ToList()
            is { Count: > 0 } chosen
                ? chosen
                : throw new CommandException(
                    $"There is no test project {name}; there are {string.Join(", ", projects.Select(one => one.Name))}.");
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var (checkout, _, screen) = context;
        var projects = Chosen(checkout, parsed.GetValue(_project));
        var dotnet = new Dotnet(checkout);
        Machine.RequireBrowser();
        var tools = await context.FetchAsync(cancellationToken);
        await using var docker = projects.Any(project => project.UsesDocker(checkout))
            ? await TestDocker.PrepareAsync(context, cancellationToken)
            : TestDocker.None;

        await dotnet.RunAsync(screen, "Restoring", ["restore", checkout.Solution, "--locked-mode"], cancellationToken);
        await dotnet.RunAsync(screen, "Building", ["build", checkout.Solution, "--no-restore"], cancellationToken);
        var isFormatted = parsed.GetValue(_project) is not null
            || await dotnet.IsFormattedAsync(screen, cancellationToken);

        var run = new TestRun(context, dotnet, tools, docker);
        var counts = await run.RunAsync(projects, parsed.GetValue(_filter), cancellationToken);

        foreach (var skipped in counts.Skipped)
        {
            screen.Say($"Skipped {skipped.Name}: {skipped.Reason}");
        }

        if (!isFormatted)
        {
            screen.Say("The format is not right; `dotnet format NcAspire.sln` mends it.");
        }

        await Console.Error.FlushAsync(cancellationToken);
        await Console.Out.WriteLineAsync(counts.ToString());
        return isFormatted && counts is { Passed: > 0, Failed: 0 } ? 0 : Failed;
    }
}
