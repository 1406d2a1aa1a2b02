using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Npgsql;

namespace Clearbar.Replicas;

/// <summary>
/// The exchanges of one replica with the database about one thing: on a thread and a connection of their own, one at a time; whoever comes while one runs
/// is served by the next.
/// </summary>
/// <param name="name">Of the thread.</param>
/// <param name="address">The database.</param>
/// <param name="clock">Times failures.</param>
/// <param name="exchange">Makes one exchange; what it throws closes the connection.</param>
/// <param name="connected">Is told of every new connection: the server may have lost what it had said last.</param>
/// <param name="failed">Is told that an exchange could not be made.</param>
internal sealed class ReplicaExchange(
    string name,
    PostgresAddress address,
    TimeProvider clock,
    Action<NpgsqlConnection, ExchangeTurn> exchange,
    Action? connected = null,
    Action? failed = null) : IDisposable
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly LedgerThread _thread = new(name);
    private readonly Lock _gate = new();
    private NpgsqlConnection? _connection;
    private long _connectedAt;
    private long _failedAt = Never;
    private long _unansweredAt = Never;
    private Task? _next;
    private bool _nextAsks;
    private bool _nextAnswers;
    private bool _isDisposed;
    private TaskCompletionSource _nextLent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why the last exchange failed; null when it did not.</summary>
    public string? LastError { get; private set; }

    /// <summary>Completes when others have given something back, from now on.</summary>
    public Task NextLent
    {
        get
        {
            lock (_gate)
            {
                return _nextLent.Task;
            }
        }
    }

    /// <summary>The database failed a moment ago: nobody waits for it.</summary>
    public bool IsCutOff => IsRecent(Volatile.Read(ref _failedAt));

    /// <summary>Nobody answered a moment ago: others who are asked again will not wait for it either.</summary>
    public bool IsUnanswered
    {
        get => IsRecent(Volatile.Read(ref _unansweredAt));
        set => Volatile.Write(ref _unansweredAt, value ? clock.GetTimestamp() : Never);
    }

    /// <summary>An exchange that begins after this call; never fails, see <see cref="LastError"/>.</summary>
    /// <param name="ask">Others are told when something is missing that they might give.</param>
    /// <param name="answer">Others are told when it is over, whether it gave something back or not: they have asked.</param>
    public Task Soon(bool ask, bool answer = false)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return Task.CompletedTask;
            }

            _nextAsks |= ask;
            _nextAnswers |= answer;
            return _next ??= _thread.Post(() => TryExchange(isStopping: false));
        }
    }

    /// <summary>Others have given something back: whoever waits looks again.</summary>
    public void Lent()
    {
        TaskCompletionSource lent;
        lock (_gate)
        {
            lent = _nextLent;
            _nextLent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        lent.TrySetResult();
    }

    /// <summary>Stops as a crash would: nothing is given back.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _thread.Dispose();
        _connection?.Dispose();
    }

    /// <summary>Makes a last exchange and stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _ = _thread.Post(() => TryExchange(isStopping: true));
        _thread.Dispose();
        _connection?.Dispose();
    }

    private void TryExchange(bool isStopping)
    {
        bool ask;
        bool answer;
        lock (_gate)
        {
            (_next, ask, answer, _nextAsks, _nextAnswers) = (null, _nextAsks, _nextAnswers, false, false);
        }

        try
        {
            var startedAt = clock.GetTimestamp();
            exchange(Connected(startedAt), new ExchangeTurn(ask, answer, isStopping, startedAt, _connectedAt));
            Volatile.Write(ref _failedAt, Never);
            LastError = null;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or LedgerSchemaException)
        {
            Volatile.Write(ref _failedAt, clock.GetTimestamp());
            LastError = exception.Message;
            _connection?.Dispose();
            _connection = null;
            failed?.Invoke();
        }
    }

    private bool IsRecent(long at) => at != Never && clock.GetElapsedTime(at) < Moment;

    private NpgsqlConnection Connected(long now)
    {
        if (_connection is null)
        {
            var connection = address.Connect();
            try
            {
                PostgresSchema.Check(connection, address);
            }
            catch
            {
                connection.Dispose();
                throw;
            }

            _connection = connection;
            _connectedAt = now;
            connected?.Invoke();
        }

        return _connection;
    }
}
