using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>Runs OpenClaw's own commands beside the gateway, on its state. They too end with the owner.</summary>
internal sealed class OneOff(IOptions<LocalOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);
    private readonly LocalOptions _options = options.Value;

    public async Task<CommandResult> RunAsync(
        MachineCommand command, IReadOnlyDictionary<string, string> variables, string workingDirectory, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            Launcher.Script("watch.sh"), Launcher.Number(_options.OwnerPid), _options.OwnerStart, "0",
            _options.NodePath, OpenClawPackage.EntryPoint(_options.OpenClawPath), .. command.Arguments(),
        ];
        var start = new ProcessStartInfo("/bin/sh", arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(_limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Launcher.Run(start);

        try
        {
            var output = ReadAsync(process.StandardOutput, either.Token);
            var errors = ReadAsync(process.StandardError, either.Token);
            await process.WaitForExitAsync(either.Token);
            var text = MachineOutput.Plain(await output + await errors);
            return new CommandResult(process.ExitCode, text.Length > MachineOutput.CommandLimit ? text[..MachineOutput.CommandLimit] : text);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ProviderException(
                string.Create(CultureInfo.InvariantCulture, $"The command {command} did not end within {_limit.TotalMinutes} minutes."),
                isTransient: true);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    // To the end, so that the command never waits for a reader; what is beyond the limit is not kept.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];

        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            kept.Append(buffer, 0, Math.Min(read, MachineOutput.CommandLimit - kept.Length));
        }

        return kept.ToString();
    }
}
