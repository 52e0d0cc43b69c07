using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using NcAspire.Cli.Running;

namespace NcAspire.Cli;

/// <summary>What NcAspire needs of the machine.</summary>
public static class Machine
{
    private const int OldestNode = 20;
    private const long LeastSpace = 2L * 1024 * 1024 * 1024;

    /// <exception cref="CommandException">Node.js or npm is missing or too old.</exception>
    public static async Task RequireNpmAsync(CancellationToken cancellationToken)
    {
        const string Remedy = "install Node.js 20 or newer with npm, for example by `apt-get install nodejs npm`.";

        if (await VersionAsync("node", cancellationToken) is not { } node)
        {
            throw new CommandException($"Node.js is missing; {Remedy}");
        }

        if (Major(node) < OldestNode)
        {
            throw new CommandException($"Node.js {node} is too old; {Remedy}");
        }

        if (await VersionAsync("npm", cancellationToken) is null)
        {
            throw new CommandException($"npm is missing; {Remedy}");
        }
    }

    /// <returns>What the program answers to --version, without a leading v, or null when it is not there.</returns>
    public static async Task<string?> VersionAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            var result = await Child.CaptureAsync(new ProcessStartInfo(program, ["--version"]), cancellationToken);
            return result.ExitCode == 0 ? result.Output.Trim().TrimStart('v') : null;
        }
        catch (CommandException)
        {
            return null;
        }
    }

    /// <exception cref="CommandException">The disk of that folder, which need not exist, has less than 2 GB free.</exception>
    public static void RequireSpace(string folder)
    {
        if (FreeSpace(folder) is var free && free < LeastSpace)
        {
            throw new CommandException(
                $"The disk of {folder} has {free / 1_000_000} MB free and NcAspire needs 2 GB; free some, or set NC_CACHE "
                + "and NC_DATA to folders on another disk.");
        }
    }

    /// <summary>Chromium as the browser tests start it, or null.</summary>
    public static string? Browser => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "chromium"))
        .FirstOrDefault(File.Exists);

    /// <exception cref="CommandException">Chromium is missing.</exception>
    public static void RequireBrowser()
    {
        if (Browser is null)
        {
            throw new CommandException(
                "Chromium is missing, which the browser tests drive; install it by `apt-get install chromium`.");
        }
    }

    /// <returns>A loopback port that nobody listens on now, below those that the system gives to outgoing connections.</returns>
    public static int FreePort()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(24_000, 32_000);

            if (IsFree(port))
            {
                return port;
            }
        }
    }

    /// <returns>Whether a server could listen on that port of both loopback addresses.</returns>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.IPv6Loopback, port);

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException fault)
        {
            // Without IPv6 there is nobody who could hold the port there.
            return fault.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }

    // MemAvailable:   23456789 kB
    /// <returns>Bytes that programs could get without swapping.</returns>
    public static long FreeMemory() => File.ReadLines("/proc/meminfo")
        .Where(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        .Select(kilobytes => long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024)
        .FirstOrDefault();

    private static long FreeSpace(string folder)
    {
        var existing = new DirectoryInfo(folder);

        while (!existing.Exists && existing.Parent is { } parent)
        {
            existing = parent;
        }

        return new DriveInfo(existing.FullName).AvailableFreeSpace;
    }

    private static int Major(string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
}
