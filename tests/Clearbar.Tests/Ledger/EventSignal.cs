using Microsoft.Extensions.Logging;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// A logger that completes a task when an event is logged, so that tests wait for things to happen and not for time to pass.
/// </summary>
public sealed class EventSignal(int awaited) : ILogger<Clearbar.Ledger.LedgerService>
{
    private readonly TaskCompletionSource<string> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Seen => _seen.Task;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == awaited)
        {
            _seen.TrySetResult(formatter(state, exception));
        }
    }
}
