using System.Diagnostics;

namespace NcAspire.Bench;

/// <summary>A built program that serves HTTP, as a process of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process) => _process = process;

    /// <summary>Its memory now, bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="command">The program's assembly, and what it is told.</param>
    /// <param name="settings">Its variables.</param>
    /// <param name="health">Answers with a success once it serves.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">It ended before it served.</exception>
    public static async Task<ServiceProcess> StartAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> settings, Uri health, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", .. command]) { RedirectStandardOutput = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} can't be started.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var service = new ServiceProcess(process);
        try
        {
            await service.SeeAliveAsync(health, cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task SeeAliveAsync(Uri health, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(health, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException("The program ended at its start; what it said stands above.");
    }
}
