using Microsoft.Extensions.Logging;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Everything a gateway logs, down to the finest level, as one line each with its exception.</summary>
public sealed class CapturedLogs : ILoggerProvider
{
    private readonly List<(LogLevel Level, string Line)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Line)> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(LogLevel level, string line)
    {
        lock (_lines)
        {
            _lines.Add((level, line));
        }
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Add(logLevel, $"{category}: {formatter(state, exception)} {exception}");
    }
}
