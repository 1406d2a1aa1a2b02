using System.Buffers.Binary;

namespace Clearbar.Wire.EventStream;

/// <summary>One header of a frame, as a view into the frame's bytes.</summary>
public readonly ref struct EventStreamHeader
{
    internal EventStreamHeader(ReadOnlySpan<byte> name, EventStreamHeaderType type, ReadOnlySpan<byte> value)
    {
        Name = name;
        Type = type;
        Value = value;
    }

    /// <summary>The name in UTF-8, 1 to 255 bytes.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public EventStreamHeaderType Type { get; }

    /// <summary>The value's bytes without its length prefix: big-endian for numbers, empty for booleans.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The value of a boolean (0 or 1), of an integer of any width, or of a timestamp in milliseconds since 1970.</summary>
    /// <exception cref="InvalidOperationException">The type is not one of these.</exception>
    public long ToInt64() => Type switch
    {
        EventStreamHeaderType.True => 1,
        EventStreamHeaderType.False => 0,
        EventStreamHeaderType.Int8 => (sbyte)Value[0],
        EventStreamHeaderType.Int16 => BinaryPrimitives.ReadInt16BigEndian(Value),
        EventStreamHeaderType.Int32 => BinaryPrimitives.ReadInt32BigEndian(Value),
        EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp => BinaryPrimitives.ReadInt64BigEndian(Value),
        _ => throw new InvalidOperationException($"A header of type {Type} is not a number."),
    };

    /// <summary>The sixteen bytes of a UUID in network order.</summary>
    /// <exception cref="InvalidOperationException">The type is not <see cref="EventStreamHeaderType.Uuid"/>.</exception>
    public Guid ToGuid() => Type == EventStreamHeaderType.Uuid
        ? new Guid(Value, bigEndian: true)
        : throw new InvalidOperationException($"A header of type {Type} is not a UUID.");
}
