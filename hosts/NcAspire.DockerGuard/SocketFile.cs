using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NcAspire.Compute.Docker.Guard;

namespace NcAspire.DockerGuard;

/// <summary>
/// Looks after the file of a unix socket: one that a killed guard left behind goes away before this one listens, and afterwards owner
/// and group alone may connect.
/// </summary>
internal sealed class SocketFile(IOptions<GuardOptions> options) : IHostedLifecycleService
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string? _path = GuardAddress.TryParse(options.Value.Address)?.Socket;

    /// <exception cref="IOException">Its folder is not there, somebody listens there, or it is no socket.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_path is null)
        {
            return;
        }

        if (!Directory.Exists(Path.GetDirectoryName(_path)))
        {
            throw new IOException($"Guard:Address names \"{_path}\", whose folder is not there.");
        }

        if (!File.Exists(_path))
        {
            return;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), cancellationToken);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.ConnectionRefused && IsSocket(_path))
        {
            File.Delete(_path);
            return;
        }
        catch (SocketException fault)
        {
            throw new IOException($"Guard:Address names \"{_path}\", which is there and can't be replaced.", fault);
        }

        throw new IOException($"Guard:Address names \"{_path}\", where another process listens already.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_path is not null && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_path, OwnerAndGroup);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A regular file refuses connections, too, and .NET does not tell the two apart: but a socket is empty.
    private static bool IsSocket(string path) => new FileInfo(path).Length is 0;
}
