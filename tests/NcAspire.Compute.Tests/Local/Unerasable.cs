using System.Diagnostics;

namespace NcAspire.Compute.Tests.Local;

/// <summary>A folder nested so deep that its bottom has no path: .NET can't erase it, not even as root, but rm can.</summary>
internal static class Unerasable
{
    public static Task MakeAsync(string path, CancellationToken cancellationToken) => ShellAsync(
        """
        name=$(printf '%0200d' 0)
        mkdir -p "$1" && cd "$1" || exit
        level=0
        while [ "$level" -lt 25 ]; do
          mkdir "$name" && cd -P "./$name" || exit
          level=$((level + 1))
        done
        """,
        path,
        cancellationToken);

    public static Task EraseAsync(string path, CancellationToken cancellationToken) =>
        ShellAsync("rm -rf -- \"$1\"", path, cancellationToken);

    private static async Task ShellAsync(string script, string path, CancellationToken cancellationToken)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script, "sh", path]))
            ?? throw new InvalidOperationException("sh did not start.");
        await shell.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, shell.ExitCode);
    }
}
