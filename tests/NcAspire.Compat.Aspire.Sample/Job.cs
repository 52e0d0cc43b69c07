using System.Globalization;

namespace NcAspire.Compat.Aspire.Sample;

/// <summary>A job that says a line and ends with the exit code in SAMPLE_EXIT_CODE.</summary>
public static class Job
{
    public static async Task<int> RunAsync()
    {
        await Console.Out.WriteLineAsync("The job has run.");
        return int.Parse(Environment.GetEnvironmentVariable("SAMPLE_EXIT_CODE") ?? "0", CultureInfo.InvariantCulture);
    }
}
