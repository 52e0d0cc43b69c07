using System.ComponentModel;
using System.Diagnostics;

namespace NcAspire.Cli.Running;

/// <summary>Runs another program to its end and stops it, with all that it started, on cancellation.</summary>
public static class Child
{
    /// <summary>Runs a program and keeps what it writes.</summary>
    /// <exception cref="CommandException">The program is not there.</exception>
    public static Task<ChildResult> CaptureAsync(ProcessStartInfo start, CancellationToken cancellationToken) =>
        CaptureAsync(start, Stream.Null, cancellationToken);

    /// <summary>Runs a program that reads <paramref name="input"/>, and keeps what it writes.</summary>
    /// <exception cref="CommandException">The program is not there.</exception>
    public static async Task<ChildResult> CaptureAsync(
        ProcessStartInfo start, Stream input, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await FeedAsync(process, input, cancellationToken);
        await EndAsync(process, cancellationToken);
        return new ChildResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a program and hands on every line as it is written, be it output or error.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CommandException">The program is not there.</exception>
    public static async Task<int> FollowAsync(
        ProcessStartInfo start, Action<string> line, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Start(start);
        process.StandardInput.Close();
        var gate = new Lock();
        var readers = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await EndAsync(process, cancellationToken);
        await readers;
        return process.ExitCode;

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } text)
            {
                lock (gate)
                {
                    line(text);
                }
            }
        }
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

    // A program that ends before it has read everything has its reason, and its exit code tells.
    private static async Task FeedAsync(Process process, Stream input, CancellationToken cancellationToken)
    {
        try
        {
            await input.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
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
