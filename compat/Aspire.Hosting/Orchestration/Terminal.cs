using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the person at the terminal reads: progress, addresses, and why something failed.</summary>
internal sealed class Terminal(string application, TextWriter output, TextWriter errors, LogStore logs)
{
    private const int TailLength = 20;

    private readonly TextWriter _output = TextWriter.Synchronized(output);
    private readonly TextWriter _errors = TextWriter.Synchronized(errors);

    public void Progress(string resource, string text)
    {
        _output.WriteLine($"{resource,-12} {text}");
        _output.Flush();
    }

    public void Dashboard(string loginUrl)
    {
        _output.WriteLine($"Dashboard: {loginUrl}");
        _output.Flush();
    }

    public void Ready(IEnumerable<string> urls)
    {
        _output.WriteLine($"{application} is ready: {string.Join(' ', urls)}");
        _output.Flush();
    }

    public void Fail(string message) => _errors.WriteLine(message);

    /// <summary>Fails with the last lines of the resource's log, so that nobody has to look for them.</summary>
    public void FailWithLog(string resource, string message)
    {
        foreach (var line in logs.Tail(resource, TailLength))
        {
            _errors.WriteLine($"{resource,-12} | {line.Text}");
        }

        Fail(message);
    }

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
