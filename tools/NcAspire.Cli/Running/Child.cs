using System.ComponentModel;
using System.Diagnostics;

namespace NcAspire.Cli.Running;

/// <summary>Runs another program to its end and stops it, with all that it started, on cancellation.</summary>
public static class Child
{
    /// <summary>Runs a program and keeps what it writes.</summary>
    /// <exception cref="CommandException">The program is not there.</exception>
    public static async Task<ChildResult> CaptureAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await EndAsync(process, cancellationToken);
        return new ChildResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a program that writes to the same terminal.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CommandException">The program is not there.</exception>
    public static async Task<int> ShowAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        using var process = Start(start);
        await EndAsync(process, cancellationToken);
        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new CommandException($"{start.FileName} did not start.");
        }
        catch (Win32Exception exception)
        {
            throw new CommandException($"{start.FileName} can't be run here: {exception.Message}.", exception);
        }
    }

    private static async Task EndAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
