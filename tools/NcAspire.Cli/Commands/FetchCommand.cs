using System.CommandLine;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc fetch</c>: fills the cache and prints where the tools are, for scripts and CI.</summary>
public static class FetchCommand
{
    public static Command Create()
    {
        var command = new Command("fetch", "Fetch Node.js, PostgreSQL and OpenClaw, and print their places as NC_* lines");
        command.SetAction(async (_, cancellationToken) =>
        {
            var tools = await CommandContext.Current.FetchAsync(cancellationToken);

            foreach (var (name, value) in tools.Variables)
            {
                await Console.Out.WriteLineAsync($"{name}={Shell.Quote(value)}");
            }
        });
        return command;
    }
}
