using System.CommandLine;
using NcAspire.Cli.Diagnosis;

namespace NcAspire.Cli.Commands;

/// <summary><c>./nc doctor</c>: says line by line whether this machine can run and test NcAspire.</summary>
public static class DoctorCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var command = new Command("doctor", "Check this machine and say what to mend");
        command.SetAction(async (_, cancellationToken) =>
        {
            var findings = await Examination.RunAsync(CommandContext.Current, cancellationToken);

            foreach (var finding in findings)
            {
                await Console.Out.WriteLineAsync(finding.ToString());
            }

            return findings.Any(finding => finding.Health == Health.Problem) ? Failed : 0;
        });
        return command;
    }
}
