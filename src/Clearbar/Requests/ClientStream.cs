using System.Buffers;
using System.IO.Pipelines;
using Clearbar.Upstreams;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>
/// The client's end of a streamed answer. Starts the response with the first bytes and, where the dialect has a ping, sends one whenever nothing
/// has been written for a while, from the moment the first attempt is made (requirement 26): also while an upstream has not begun to answer and while
/// an answer is held for its gates. Bytes handed to <see cref="WriteAsync"/> always end on an event boundary, so a ping
/// can never fall inside an event. Writers are serialised by <see cref="_gate"/>.
/// </summary>
public sealed class ClientStream : IAsyncDisposable
{
    /// <summary>A third below the 15 s after which common proxies and clients lose patience.</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    private readonly Exchange _exchange;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _pinging = new();
    private readonly ReadOnlyMemory<byte> _ping;
    private readonly ITimer? _timer;
    private Task _lastPing = Task.CompletedTask;
    private bool _closed;
    private long _lastWrite;

    /// <summary>Pings begin to count now. Headers that are known must have been set: the first ping sends them.</summary>
    public ClientStream(Exchange exchange)
    {
        _exchange = exchange;
        _lastWrite = exchange.Clock.GetTimestamp();
        var ping = new ArrayBufferWriter<byte>(64);
        if (exchange.Outline.Stream && exchange.Dialect.TryWritePing(ping))
        {
            _ping = ping.WrittenMemory;

            // A timer rather than a waiting task: most answers are over before the first ping is due, and then nothing has to be cancelled. The
            // exception a cancelled wait throws cost more than relaying a short answer.
            _timer = exchange.Clock.CreateTimer(static state => ((ClientStream)state!).PingIfSilent(), this, PingAfter / 2, PingAfter / 2);
        }
    }

    /// <summary>Status and headers have gone out: errors can only be told inside the stream from here on.</summary>
    public bool HasStarted => _exchange.Http.Response.HasStarted;

    /// <summary>
    /// Writes and flushes, or does nothing once the client has gone and its answer is drained. The headers set on the response so far go
    /// out with the first bytes.
    /// </summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => WriteAsync(default, bytes);

    /// <summary>Like <see cref="WriteAsync(ReadOnlyMemory{byte})"/>, with <paramref name="before"/> in front: both leave in one flush.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || _exchange.IsDraining)
        {
            return;
        }

        try
        {
            await _gate.WaitAsync(_exchange.Aborted);
            try
            {
                Begin();
                if (!before.IsEmpty)
                {
                    _exchange.Http.Response.BodyWriter.Write(before.Span);
                }

                await FlushNeedsLockAsync(bytes);
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (OperationCanceledException) when (_exchange.IsDraining)
        {
            // It left while this was being written: from here on its answer is only read.
        }
    }

    /// <summary>Sets the headers of the attempt that answers while no ping can send them; false, and not at all, when they are gone.</summary>
    public async ValueTask<bool> SetHeadersAsync(Attempt attempt, UpstreamReply reply)
    {
        // Nobody waits long for the gate, so a client that leaves meanwhile need not be noticed here.
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (HasStarted)
            {
                return false;
            }

            AnswerRelay.SetAttemptHeaders(_exchange, attempt, reply);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>No ping comes after it returns: from then on the response has one writer.</summary>
    public async ValueTask QuietAsync()
    {
        lock (_pinging)
        {
            _closed = true;
        }

        _timer?.Dispose();
        await _lastPing;
    }

    public async ValueTask DisposeAsync()
    {
        await QuietAsync();
        _gate.Dispose();
    }

    /// <summary>The status and headers of a stream, where they have not gone out.</summary>
    private void Begin()
    {
        var response = _exchange.Http.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = _exchange.Dialect.StreamContentType;
            response.Headers.CacheControl = "no-cache";
        }
    }

    private ValueTask<FlushResult> FlushNeedsLockAsync(ReadOnlyMemory<byte> bytes)
    {
        _lastWrite = _exchange.Clock.GetTimestamp();
        return _exchange.Http.Response.BodyWriter.WriteAsync(bytes, _exchange.Aborted);
    }

    /// <summary>Called by the timer. After <see cref="DisposeAsync"/> has begun, no ping is started, and the last one is waited for.</summary>
    private void PingIfSilent()
    {
        lock (_pinging)
        {
            if (!_closed && _lastPing.IsCompleted)
            {
                _lastPing = PingAsync();
            }
        }
    }

    private async Task PingAsync()
    {
        try
        {
            await _gate.WaitAsync(_exchange.Aborted);
            try
            {
                if (_exchange.Clock.GetElapsedTime(_lastWrite) >= PingAfter)
                {
                    Begin();
                    await FlushNeedsLockAsync(_ping);
                }
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The client is gone: the relay notices it by itself.
        }
    }
}
