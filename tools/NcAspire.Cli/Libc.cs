using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NcAspire.Cli;

/// <summary>The calls that .NET has no name for.</summary>
internal static partial class Libc
{
    private const int SetFdFlags = 2; // F_SETFD
    private const int BrokenPipe = 13; // SIGPIPE
    private const int MayWrite = 2; // W_OK
    private const nint DefaultAction = 0; // SIG_DFL

    /// <summary>Whether this process may write to what is there.</summary>
    public static bool CanWrite(string path) => Access(path, MayWrite) == 0;

    /// <summary>Opens a file descriptor to the program that <see cref="Replace"/> starts.</summary>
    public static void KeepAcrossExec(SafeFileHandle handle)
    {
        if (Fcntl(handle, SetFdFlags, 0) == -1)
        {
            throw new CommandException($"The lock could not be handed on: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>
    /// Becomes another program: same process id, same terminal, no parent that signals would have to pass through.
    /// Returns only by throwing.
    /// </summary>
    public static void Replace(string program, IEnumerable<string> arguments, IDictionary<string, string> environment)
    {
        // .NET ignores SIGPIPE, and what is ignored stays so in the new program and in everything it starts.
        _ = Signal(BrokenPipe, DefaultAction);
        _ = Execve(
            program,
            [program, .. arguments, null],
            [.. environment.Select(variable => $"{variable.Key}={variable.Value}"), null]);

        throw new CommandException($"{program} could not be started: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint action);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execve(string path, string?[] arguments, string?[] environment);
}
