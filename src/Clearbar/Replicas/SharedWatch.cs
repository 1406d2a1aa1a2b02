namespace Clearbar.Replicas;

/// <summary>
/// When to look at something that replicas share: at once when somebody says that it has changed or this replica is back in touch, and
/// every ten seconds all the same.
/// </summary>
internal sealed class SharedWatch(ReplicaLink link, ReplicaNotice notice, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Calls <paramref name="look"/>, which must not throw, until the stop, one at a time; what is said while one runs the next looks at.
    /// </summary>
    public async Task RunAsync(Action look, CancellationToken stopping)
    {
        link.Received += OnNotice;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                // Before the look: what is said while it reads may be about something it no longer sees.
                var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _told, told);
                await Task.Run(look, stopping);
                await Task.WhenAny(told.Task, Task.Delay(Interval, clock, stopping));
            }
        }
        finally
        {
            link.Received -= OnNotice;
        }
    }

    private void OnNotice(ReplicaNotice? received)
    {
        if (received is null || received == notice)
        {
            Volatile.Read(ref _told).TrySetResult();
        }
    }
}
