using System.Buffers.Binary;

namespace Clearbar.Wire.EventStream;

/// <summary>
/// Walks the headers of a frame in wire order.
/// <code>
/// headers = *header
/// header  = name-length(u8, ≥1) name type(u8) value
/// value   = 0 true | 1 false | 2 i8 | 3 i16 | 4 i32 | 5 i64 | 6 bytes | 7 string (both: u16 length first)
///         | 8 timestamp(i64 ms) | 9 uuid(16)
/// </code>
/// Source: the AWS event stream encoding specification; numbers are big-endian.
/// </summary>
public ref struct EventStreamHeaders
{
    private ReadOnlySpan<byte> _rest;
    private bool _malformed;

    internal EventStreamHeaders(ReadOnlySpan<byte> headers)
    {
        _rest = headers;
    }

    public EventStreamHeader Current { get; private set; }

    /// <summary>The bytes did not follow the grammar; the walk stopped there. Never true for headers of a frame that was read.</summary>
    public readonly bool IsMalformed => _malformed;

    public readonly EventStreamHeaders GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int nameLength = _rest[0];
        if (nameLength == 0 || _rest.Length < nameLength + 2)
        {
            return Fail();
        }

        var name = _rest.Slice(1, nameLength);
        var type = (EventStreamHeaderType)_rest[nameLength + 1];
        var value = _rest[(nameLength + 2)..];
        if (!TryMeasure(type, value, out var skip, out var length) || value.Length - skip < length)
        {
            return Fail();
        }

        Current = new EventStreamHeader(name, type, value.Slice(skip, length));
        _rest = value[(skip + length)..];
        return true;
    }

    private static bool TryMeasure(EventStreamHeaderType type, ReadOnlySpan<byte> value, out int skip, out int length)
    {
        skip = 0;
        length = 0;
        switch (type)
        {
            case EventStreamHeaderType.True or EventStreamHeaderType.False:
                return true;
            case EventStreamHeaderType.Int8:
                length = 1;
                return true;
            case EventStreamHeaderType.Int16:
                length = 2;
                return true;
            case EventStreamHeaderType.Int32:
                length = 4;
                return true;
            case EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp:
                length = 8;
                return true;
            case EventStreamHeaderType.Uuid:
                length = 16;
                return true;
            case EventStreamHeaderType.Bytes or EventStreamHeaderType.Text when value.Length >= 2:
                skip = 2;
                length = BinaryPrimitives.ReadUInt16BigEndian(value);
                return true;
            default:
                return false;
        }
    }

    private bool Fail()
    {
        _malformed = true;
        _rest = default;
        return false;
    }
}
