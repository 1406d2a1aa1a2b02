namespace Clearbar.Requests;

/// <summary>
/// Lets an exchange's upstream calls outlive its client for a while, so that the provider's own final counts come. Where no drain stands
/// between them, calls end with the client. Cancels from a timer's thread.
/// </summary>
public sealed class Drain : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _client;
    private readonly ITimer _timer;
    private readonly TimeSpan _limit;

    /// <param name="limit">Longest time the calls go on after the client.</param>
    /// <param name="client">Cancelled when the client has gone.</param>
    public Drain(TimeProvider clock, TimeSpan limit, CancellationToken client)
    {
        _limit = limit;
        _timer = clock.CreateTimer(static state => ((Drain)state!)._source.Cancel(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _client = client.UnsafeRegister(static state => ((Drain)state!).Begin(), this);
    }

    /// <summary>Cancelled when the time after the client's leaving is over.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        // The source stays: a timer that fires just now must find it alive, and it holds nothing that must be freed.
        _client.Dispose();
        _timer.Dispose();
    }

    private void Begin() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);
}
