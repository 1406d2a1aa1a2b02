namespace Clearbar.Upstreams;

/// <summary>
/// An upstream's body that is given up when nothing comes for too long. Reads run under the call's own watch, which follows the caller the
/// call was made for. One reader at a time.
/// </summary>
/// <param name="body">Owned.</param>
/// <param name="watch">Owned by the reply, which outlives the last read.</param>
public sealed class WatchedStream(Stream body, CallWatch watch, TimeSpan idle) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="UpstreamSilentException">Nothing came for the idle time.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = body.ReadAsync(buffer, watch.Token);

        // What is there already needs no watching; most reads of a fast upstream are such.
        return read.IsCompletedSuccessfully ? read : WatchAsync(read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is only read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> WatchAsync(ValueTask<int> read)
    {
        watch.Arm(idle);
        try
        {
            return await read;
        }
        catch (Exception exception) when (watch.HasExpired && (exception is OperationCanceledException or IOException or HttpRequestException))
        {
            throw new UpstreamSilentException(idle);
        }
        finally
        {
            watch.Disarm();
        }
    }
}
