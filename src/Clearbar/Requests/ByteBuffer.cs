using System.Buffers;

namespace Clearbar.Requests;

/// <summary>
/// A pooled buffer that bytes are read into at its end and taken from at its start. Usage: <see cref="Space"/>, read into it, <see cref="Added"/>;
/// look at <see cref="Unread"/>, then <see cref="Taken"/>. Not thread-safe. <see cref="Detach"/> hands the array over instead of returning it.
/// </summary>
public struct ByteBuffer : IDisposable
{
    /// <summary>Largest single event or answer held: above Bedrock's 24 MiB frame limit (AWS event stream clients) and Anthropic's answers.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private byte[]? _array;
    private int _start;
    private int _end;

    public ByteBuffer(int capacity) => _array = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly ReadOnlyMemory<byte> Unread => new(_array, _start, _end - _start);

    /// <summary>Room for at least a few KiB more. Throws <see cref="InvalidDataException"/> over <see cref="MaxBytes"/>.</summary>
    public Memory<byte> Space()
    {
        var array = _array!;
        if (array.Length - _end < 4096)
        {
            var unread = _end - _start;
            if (unread > MaxBytes)
            {
                throw new InvalidDataException($"the upstream sent more than {MaxBytes} bytes without an event boundary");
            }

            // Move to the front when half of the array is free there, otherwise grow.
            var target = _start >= array.Length / 2 ? array : ArrayPool<byte>.Shared.Rent(array.Length * 2);
            array.AsSpan(_start, unread).CopyTo(target);
            if (!ReferenceEquals(target, array))
            {
                ArrayPool<byte>.Shared.Return(array);
                _array = target;
            }

            _start = 0;
            _end = unread;
        }

        return _array.AsMemory(_end);
    }

    public void Added(int count) => _end += count;

    public void Taken(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Hands the array over; valid only while nothing has been taken, so that the bytes start at 0.</summary>
    public (byte[] Array, int Length) Detach()
    {
        var array = _array!;
        _array = null;
        return (array, _end);
    }

    public void Dispose()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
