using Microsoft.Extensions.Hosting;

namespace NcAspire.Relay;

/// <summary>Forgets every second what is old. It waits for nobody, so that a database that hangs keeps no key in memory.</summary>
internal sealed class PassSweeper(Passes passes, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            passes.Sweep();
        }
    }
}
