using System.Buffers;
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
    private readonly CancellationTokenSource _stop;
    private readonly Task _pings;
    private long _lastWrite;

    /// <summary>Pings begin to count now. Headers that are known must have been set: the first ping sends them.</summary>
    public ClientStream(Exchange exchange)
    {
        _exchange = exchange;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(exchange.Aborted);
        _lastWrite = exchange.Clock.GetTimestamp();
        _pings = exchange.Outline.Stream && exchange.Dialect.TryWritePing(new ArrayBufferWriter<byte>(64)) ? PingAsync() : Task.CompletedTask;
    }

    /// <summary>Status and headers have gone out: errors can only be told inside the stream from here on.</summary>
    public bool HasStarted => _exchange.Http.Response.HasStarted;

    /// <summary>Writes and flushes. The headers set on the response so far go out with the first bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        await _gate.WaitAsync(_exchange.Aborted);
        try
        {
            await WriteNeedsLockAsync(bytes);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Runs <paramref name="setHeaders"/> while no ping can send the headers; not at all when they are gone.</summary>
    public async ValueTask SetHeadersAsync(Action setHeaders)
    {
        await _gate.WaitAsync(_exchange.Aborted);
        try
        {
            if (!HasStarted)
            {
                setHeaders();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>No ping comes after it returns: from then on the response has one writer.</summary>
    public async ValueTask QuietAsync()
    {
        await _stop.CancelAsync();
        await _pings;
    }

    public async ValueTask DisposeAsync()
    {
        await QuietAsync();
        _stop.Dispose();
        _gate.Dispose();
    }

    private async ValueTask WriteNeedsLockAsync(ReadOnlyMemory<byte> bytes)
    {
        var response = _exchange.Http.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = _exchange.Dialect.StreamContentType;
            response.Headers.CacheControl = "no-cache";
        }

        _lastWrite = _exchange.Clock.GetTimestamp();
        await response.BodyWriter.WriteAsync(bytes, _exchange.Aborted);
    }

    private async Task PingAsync()
    {
        var ping = new ArrayBufferWriter<byte>(64);
        _exchange.Dialect.TryWritePing(ping);
        using var timer = new PeriodicTimer(PingAfter / 2, _exchange.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await _gate.WaitAsync(_stop.Token);
                try
                {
                    if (_exchange.Clock.GetElapsedTime(_lastWrite) >= PingAfter)
                    {
                        await WriteNeedsLockAsync(ping.WrittenMemory);
                    }
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The answer is over, or the client is gone: the relay notices the latter by itself.
        }
    }
}
