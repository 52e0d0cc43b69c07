using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NcAspire.Compute.Local;

/// <summary>Keeps the outputs of running gateways below their cap. A machine that somebody works on waits for the next round.</summary>
internal sealed partial class OutputTrimmer(DataFolder data, TimeProvider clock, ILogger<OutputTrimmer> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, clock);

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var machine in data.Machines)
            {
                Trim(machine);
            }
        }
    }

    private void Trim(MachineFolder machine)
    {
        try
        {
            using var alone = data.TryLock(machine);

            if (alone is not null)
            {
                machine.Output.Trim();
            }
        }
        catch (IOException fault)
        {
            // A full disk must not end the host; the next round tries again.
            Log.NotTrimmed(logger, machine.Name, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The output of {Machine} could not be trimmed.")]
        public static partial void NotTrimmed(ILogger logger, string machine, Exception fault);
    }
}
