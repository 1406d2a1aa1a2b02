using System.Buffers;

namespace Clearbar.Wire;

/// <summary>A growing buffer on pooled memory. Has one owner; what it handed out dies with <see cref="Dispose"/>.</summary>
public sealed class PooledWriter(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Count { get; private set; }

    public Span<byte> Written => _buffer.AsSpan(0, Count);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Count);

    public void Advance(int count) => Count += count;

    public void Clear() => Count = 0;

    /// <summary>Shortens what was written to its first bytes.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(Count);
    }

    /// <summary>Hands the buffer, which came from the shared pool, and the length written over to the caller.</summary>
    public (byte[] Buffer, int Length) Detach()
    {
        var detached = (_buffer, Count);
        _buffer = [];
        Count = 0;
        return detached;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        Count = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow(int sizeHint)
    {
        var needed = Count + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
