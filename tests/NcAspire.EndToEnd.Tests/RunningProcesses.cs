using System.Diagnostics;
using System.Globalization;

namespace NcAspire.EndToEnd.Tests;

/// <summary>The machine's processes by what their command line and environment say (Linux).</summary>
internal static class RunningProcesses
{
    /// <summary>Live processes that have every one of the texts in their command line or environment.</summary>
    public static IReadOnlyList<int> Mentioning(params string[] texts)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && Words(folder) is { } words
                && texts.All(text => words.Contains(text, StringComparison.Ordinal)))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>The name of the program that a process runs (a gateway gives itself another one than node).</summary>
    public static string? Name(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static void Signal(int pid, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public static string? Variable(int pid, string name) => File.ReadAllText($"/proc/{pid}/environ")
        .Split('\0')
        .FirstOrDefault(v => v.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    // A process may end while it is looked at, and those of others may not be readable.
    private static string? Words(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")) + File.ReadAllText(Path.Combine(folder, "environ"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
