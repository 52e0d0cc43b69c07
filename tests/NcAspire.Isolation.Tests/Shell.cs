using System.Diagnostics;

namespace NcAspire.Isolation.Tests;

/// <summary>Runs programs and returns what they said.</summary>
internal static class Shell
{
    /// <summary>Runs a program to its end, whatever that is.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="input">What it reads; the file is sent as it is.</param>
    public static async Task<Said> RunAsync(IEnumerable<string> command, CancellationToken cancellationToken, Stream? input = null)
    {
        var words = command.ToList();
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{words[0]} did not start.");

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            if (input is not null)
            {
                await input.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new Said(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
