using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting.Listening;

/// <summary>
/// Accepts from one listening socket, looks at each connection's first bytes and queues it for the protocol they announce. Every connection is
/// looked at on its own, so a silent client delays nobody. Bytes are only looked at: the protocol's parser reads all of them again.
/// </summary>
internal sealed partial class SharedPortListener : IAsyncDisposable
{
    private readonly IConnectionListener _socket;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ConnectionContext> _http1 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly Channel<ConnectionContext> _http2 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly ConcurrentDictionary<Task, byte> _looking = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly Lock _gate = new();
    private Task? _unbound;
    private Task? _disposed;

    public SharedPortListener(IConnectionListener socket, TimeSpan timeout, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _timeout = timeout;
        _time = time;
        _logger = logger;
        _accepting = Task.Run(AcceptLoopAsync);
    }

    public EndPoint EndPoint => _socket.EndPoint;

    /// <summary>The next connection that speaks this protocol; null once the port is closed and its queue is empty.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(bool http2, CancellationToken cancellationToken)
    {
        var queue = (http2 ? _http2 : _http1).Reader;
        while (await queue.WaitToReadAsync(cancellationToken))
        {
            if (queue.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    /// <summary>
    /// Closes the port for both protocols: stops accepting, drops connections that have not said what they speak, lets queued ones be accepted.
    /// Kestrel stops its endpoints together, so the first call does the work and the second waits for it.
    /// </summary>
    public Task UnbindAsync()
    {
        lock (_gate)
        {
            return _unbound ??= CloseAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposed ??= ReleaseAsync());
        }
    }

    private async Task CloseAsync()
    {
        await _socket.UnbindAsync();
        await _accepting;
        await _stopping.CancelAsync();
        await Task.WhenAll(_looking.Keys);
        _http1.Writer.TryComplete();
        _http2.Writer.TryComplete();
    }

    private async Task ReleaseAsync()
    {
        await UnbindAsync();
        await DropAsync(_http1.Reader);
        await DropAsync(_http2.Reader);

        await _socket.DisposeAsync();
        _stopping.Dispose();
    }

    private static async Task DropAsync(ChannelReader<ConnectionContext> queue)
    {
        while (queue.TryRead(out var connection))
        {
            await connection.DisposeAsync();
        }
    }

    private async Task AcceptLoopAsync()
    {
        try
        {
            while (await _socket.AcceptAsync() is { } connection)
            {
                Look(connection);
            }
        }
        catch (Exception fault)
        {
            // Kestrel learns of it from the accept it is waiting in, exactly as it would from its own transport.
            _http1.Writer.TryComplete(fault);
            _http2.Writer.TryComplete(fault);
        }
    }

    private void Look(ConnectionContext connection)
    {
        var task = SortAsync(connection);
        if (task.IsCompleted)
        {
            return;
        }

        _looking.TryAdd(task, 0);
        _ = task.ContinueWith(
            static (done, looking) => ((ConcurrentDictionary<Task, byte>)looking!).TryRemove(done, out _),
            _looking,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    // Never throws: a connection that fails here has only itself to take down.
    private async Task SortAsync(ConnectionContext connection)
    {
        try
        {
            var guess = await GuessAsync(connection.Transport.Input);
            var queue = guess == HttpVersionGuess.Http2 ? _http2 : _http1;
            if (guess != HttpVersionGuess.NotYet && queue.Writer.TryWrite(connection))
            {
                return;
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidOperationException)
        {
            LogLost(_logger, connection.ConnectionId, fault.GetType().Name);
        }

        connection.Abort();
        await connection.DisposeAsync();
    }

    /// <summary>Looks at the first bytes and leaves all of them unread. <c>NotYet</c>: the client left without saying anything.</summary>
    private async ValueTask<HttpVersionGuess> GuessAsync(PipeReader input)
    {
        var seen = 0L;
        if (input.TryRead(out var ready) && Judge(input, ready, ref seen, out var first))
        {
            return first;
        }

        using var deadline = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        while (true)
        {
            var result = await input.ReadAsync(either.Token);
            if (Judge(input, result, ref seen, out var guess))
            {
                return guess;
            }
        }
    }

    // A pipe does not let "examined" move back. While the answer is open everything is examined, so that the next read waits for more; once it is
    // known, examined stays where the read before left it: before the bytes that decided, so that the parser's first read returns at once.
    private static bool Judge(PipeReader input, in ReadResult result, ref long seen, out HttpVersionGuess guess)
    {
        var buffer = result.Buffer;
        guess = HttpPreface.Guess(buffer);
        if (guess == HttpVersionGuess.NotYet && result.IsCompleted && !buffer.IsEmpty)
        {
            guess = HttpVersionGuess.Http1;
        }

        var decided = guess != HttpVersionGuess.NotYet || result.IsCompleted;
        var length = buffer.Length;
        input.AdvanceTo(buffer.Start, decided ? buffer.GetPosition(seen) : buffer.End);
        seen = length;
        return decided;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection {ConnectionId} ended before it said which HTTP it speaks ({Fault}).")]
    private static partial void LogLost(ILogger logger, string connectionId, string fault);
}
