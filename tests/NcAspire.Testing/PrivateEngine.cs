using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace NcAspire.Testing;

/// <summary>
/// A Docker engine that a test may stop, kill and start again: one of its own, with an empty store and a network stack that leads
/// nowhere; containers reach each other, the test reaches none of them. It goes away, containers and files included, when it is
/// disposed of or when the test process ends, however that happens.
/// A test is skipped where engines can't be started, which takes root and <c>dockerd</c>.
/// </summary>
public sealed class PrivateEngine : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _keeper;

    private PrivateEngine(string folder)
    {
        _folder = folder;
        Endpoint = new Uri($"unix://{folder}/docker.sock");
        Client = new DockerClientConfiguration(Endpoint).CreateClient(new Version(1, 41));
        var script = Path.Combine(Toolchain.RepositoryRoot, "tests", "NcAspire.Testing", "private-engine.sh");
        _keeper = Process.Start(new ProcessStartInfo("/bin/sh", [script, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("No shell started.");
    }

    public Uri Endpoint { get; }

    /// <summary>One client for the engine's whole life, however often it is started.</summary>
    public DockerClient Client { get; }

    /// <summary>Starts an engine and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds its log.</exception>
    public static async Task<PrivateEngine> CreateAsync(CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || !Programs().Any(folder => File.Exists(Path.Combine(folder, "dockerd"))))
        {
            throw Prerequisite.Missing("A Docker engine of its own needs root and the program dockerd.");
        }

        var engine = new PrivateEngine(Directory.CreateTempSubdirectory("nct-engine-").FullName);
        try
        {
            await engine.StartAsync(cancellationToken);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the engine after <see cref="StopAsync"/> or <see cref="KillAsync"/>, and waits until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The socket of a killed engine would be connected to in vain, and keeps nobody from binding it.
        File.Delete(Path.Combine(_folder, "docker.sock"));
        await OrderAsync("start", cancellationToken);
        try
        {
            await Eventually.TrueAsync(AnswersAsync, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException(await File.ReadAllTextAsync(Path.Combine(_folder, "log"), cancellationToken));
        }
    }

    /// <summary>Ends the engine and, with it, the containers that run.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => OrderAsync("stop", cancellationToken);

    /// <summary>Ends the engine as a crash does: containers go on until the next start.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => OrderAsync("kill", cancellationToken);

    /// <summary>Brings an image of another engine here.</summary>
    public async Task LoadAsync(DockerClient from, string image, CancellationToken cancellationToken)
    {
        await using var tar = await from.Images.SaveImageAsync(image, cancellationToken);
        var said = new Collected<JSONMessage>();
        await Client.Images.LoadImageAsync(new ImageLoadParameters { Quiet = true }, tar, said, cancellationToken);
        if (said.All.FirstOrDefault(m => m.Error is not null) is { } failure)
        {
            throw new InvalidOperationException(failure.ErrorMessage);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private static IEnumerable<string> Programs() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

    private async Task OrderAsync(string order, CancellationToken cancellationToken)
    {
        await _keeper.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await _keeper.StandardInput.FlushAsync(cancellationToken);
        if (await _keeper.StandardOutput.ReadLineAsync(cancellationToken) != order)
        {
            throw new InvalidOperationException("Whoever keeps the engine is gone.");
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Client.System.PingAsync();
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
