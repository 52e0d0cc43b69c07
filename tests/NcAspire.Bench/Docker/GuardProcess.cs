using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NcAspire.Compute.Docker.Guard;
using NcAspire.Core.Compute;

namespace NcAspire.Bench.Docker;

/// <summary>The guard as it runs beside functions, and functions' client to it.</summary>
internal sealed class GuardProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly WebApplication _client;
    private readonly string _folder;

    private GuardProcess(Process process, WebApplication client, string folder, string network) =>
        (_process, _client, _folder, Network) = (process, client, folder, network);

    public IComputeProvider Provider => _client.Services.GetRequiredService<IComputeProvider>();

    /// <summary>The network it makes.</summary>
    public string Network { get; }

    public static async Task<GuardProcess> StartAsync(string repository, string engine, string image, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("ncaspire-bench-").FullName;
        var token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, RandomNumberGenerator.GetHexString(64), cancellationToken);
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var address = $"http://127.0.0.1:{FreePort()}";

        var start = new ProcessStartInfo(
            "dotnet", ["exec", Path.Combine(repository, "artifacts/bin/NcAspire.DockerGuard/debug/NcAspire.DockerGuard.dll")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["Guard__Address"] = address;
        start.Environment["Guard__TokenPath"] = token;
        start.Environment["Docker__Endpoint"] = engine;
        start.Environment["Docker__Image"] = image;
        start.Environment["Docker__Installation"] = "bench";
        start.Environment["Docker__Network"] = "nc-bench";
        start.Environment["Docker__Bridge"] = "nc-bench";
        start.Environment["Docker__Subnet"] = "10.211.0.0/20";
        var process = Process.Start(start) ?? throw new InvalidOperationException("The guard can't be started.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DockerGuard:Address"] = address,
            ["DockerGuard:TokenPath"] = token,
            ["Docker:Image"] = image,
        });
        builder.AddDockerCompute();
        var guard = new GuardProcess(process, builder.Build(), folder, "nc-bench");
        await guard.SeeAliveAsync(cancellationToken);
        return guard;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task SeeAliveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Provider.CapacityAsync(cancellationToken);
                return;
            }
            catch (ProviderException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }
}
