using Microsoft.Extensions.Hosting;

namespace Clearbar.Hosting;

/// <summary>
/// Keeps something learned across restarts: read before the first request, written each minute while it changes and once requests have ended. The
/// owner of the data directory's lock is the only process that writes it.
/// </summary>
public abstract class LearnedMemory(TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    // Serialises saving; guards the field below.
    private readonly Lock _gate = new();
    private long _saved;
    private ITimer? _timer;

    /// <summary>Grows with everything learned.</summary>
    protected abstract long Learned { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Load();
        _saved = Learned;
        _timer = clock.CreateTimer(static state => ((LearnedMemory)state!).Save(), this, s_interval, s_interval);
        return Task.CompletedTask;
    }

    /// <summary>The server has stopped before: hosted services stop in the reverse of the order they start in, and it starts last.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        Save();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _timer?.Dispose();
        }
    }

    /// <summary>Takes up what the file says, where there is one that can be read.</summary>
    protected abstract void Load();

    /// <summary>Replaces the file at once, so that a crash leaves the old one or the new one. False: it could not be, and is tried again.</summary>
    protected abstract bool TryWrite();

    private void Save()
    {
        lock (_gate)
        {
            var learned = Learned;
            if (learned != _saved && TryWrite())
            {
                _saved = learned;
            }
        }
    }
}
