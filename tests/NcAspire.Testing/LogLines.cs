using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NcAspire.Testing;

/// <summary>Keeps what was logged, with the exceptions spelled out.</summary>
public sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = [];

    public IEnumerable<(LogLevel Level, string Text)> All => _lines;

    public override string ToString() => string.Join('\n', _lines.Select(l => $"{l.Level}: {l.Text}"));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
    }
}
