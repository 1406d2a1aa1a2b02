using System.Buffers;
using Clearbar.Requests;
using Clearbar.Wire.Dialects.Invoke;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// An InvokeModel stream read as the server-sent events of the Messages dialect. Holds at most one frame that has not come whole and the
/// events of one frame that have not been read. One reader at a time; owns the upstream's stream.
/// </summary>
public sealed class InvokeSseStream(Stream frames, string requestId) : Stream
{
    private readonly InvokeSseTranslator _translator = new(requestId);
    private readonly ArrayBufferWriter<byte> _events = new(4096);
    private ByteBuffer _unread = new(16 * 1024);
    private int _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives whatever is there as soon as one event is whole; 0 when the upstream has ended, or an error event has been given.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_read == _events.WrittenCount)
        {
            _events.ResetWrittenCount();
            _read = 0;
            if (_translator.HasEnded)
            {
                return 0;
            }

            if (_translator.Translate(_unread.Unread.Span, _events) is var consumed and > 0)
            {
                _unread.Taken(consumed);
            }
            else if (!_translator.HasEnded)
            {
                var count = await frames.ReadAsync(_unread.Space(), cancellationToken);
                if (count == 0)
                {
                    // A frame that was cut off is no event: the reader sees a stream that ended too early.
                    return 0;
                }

                _unread.Added(count);
            }
        }

        var length = Math.Min(buffer.Length, _events.WrittenCount - _read);
        _events.WrittenSpan.Slice(_read, length).CopyTo(buffer.Span);
        _read += length;
        return length;
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
            _unread.Dispose();
            frames.Dispose();
        }

        base.Dispose(disposing);
    }
}
