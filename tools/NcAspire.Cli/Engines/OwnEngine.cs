using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using NcAspire.Cli.Images;

namespace NcAspire.Cli.Engines;

/// <summary>
/// A Docker engine that this run starts and ends, on a socket and a store of its own. Images stay in the store for the next run.
/// The script that keeps it sees the end of this process, however that comes.
/// </summary>
public sealed class OwnEngine : IAsyncDisposable
{
    private static readonly TimeSpan _startTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly Process _keeper;
    private readonly FileLock _held;

    private OwnEngine(string address, Process keeper, FileLock held)
    {
        Address = address;
        _keeper = keeper;
        _held = held;
    }

    /// <summary>As DOCKER_HOST has it.</summary>
    public string Address { get; }

    /// <summary>Starts the engine and waits until it answers. Where another run uses the store, that one ends first.</summary>
    /// <exception cref="CommandException">It does not start; the message says why.</exception>
    public static async Task<OwnEngine> StartAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var data = Path.Combine(context.Folders.Cache, "docker");
        Directory.CreateDirectory(context.Folders.Cache);
        var held = await FileLock.TakeAsync(
            $"{data}.lock",
            () => context.Screen.Say($"Another ./nc test uses the Docker engine of {data}; waiting for it."),
            cancellationToken);

        // The path of a socket has at most 107 characters.
        var run = $"/run/ncaspire-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..8]}";
        context.Screen.Say("Starting a Docker engine for the tests.");
        var keeper = Process.Start(new ProcessStartInfo(
            "/bin/sh", [Path.Combine(context.Checkout.Root, "tools", "NcAspire.Cli", "Engines", "keep-engine.sh"), data, run])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new CommandException("No shell started.");
        var engine = new OwnEngine($"unix://{run}/docker.sock", keeper, held);

        try
        {
            await engine.AnswerAsync($"{data}.log", cancellationToken);
            await engine.TidyAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
        _held.Dispose();
    }

    private async Task AnswerAsync(string log, CancellationToken cancellationToken)
    {
        var docker = new DockerCli(Address);
        var begun = Stopwatch.GetTimestamp();
        var end = _keeper.StandardOutput.ReadLineAsync(cancellationToken).AsTask();

        while (await docker.FaultAsync(cancellationToken) is not null)
        {
            if (end.IsCompleted || Stopwatch.GetElapsedTime(begun) > _startTime)
            {
                throw new CommandException($"The Docker engine does not start here: {EngineLog.Reason(File.ReadLines(log))}");
            }

            await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        }
    }

    // What a killed run left behind; everything in this store is of tests.
    private Task TidyAsync(CancellationToken cancellationToken) =>
        new DockerCli(Address).RunAsync(["system", "prune", "--force", "--volumes"], cancellationToken);
}
