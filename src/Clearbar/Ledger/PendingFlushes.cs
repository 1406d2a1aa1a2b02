using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger;

/// <summary>Those who wait until the store has everything up to a position. Safe for any thread.</summary>
internal sealed class PendingFlushes
{
    private readonly Lock _gate = new();
    private readonly List<(JournalPosition Target, TaskCompletionSource Done)> _waiting = [];
    private bool _closed;

    /// <summary>A task that completes when everything before <paramref name="target"/> is in the store.</summary>
    public Task Add(JournalPosition target)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(LedgerService));
            _waiting.Add((target, done));
        }

        return done.Task;
    }

    /// <summary>Completes those whose target has been reached.</summary>
    public void Reached(JournalPosition position)
    {
        lock (_gate)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (position >= _waiting[i].Target)
                {
                    _waiting[i].Done.TrySetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Lets everyone still waiting know that it will not happen in this process.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var (_, done) in _waiting)
            {
                done.TrySetException(new LedgerUnavailableException("The ledger was closed before everything was in the store."));
            }

            _waiting.Clear();
        }
    }
}
