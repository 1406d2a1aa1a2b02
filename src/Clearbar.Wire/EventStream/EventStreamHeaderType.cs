namespace Clearbar.Wire.EventStream;

/// <summary>The ten value types an event stream header can have; the numbers are those on the wire.</summary>
public enum EventStreamHeaderType : byte
{
    True = 0,
    False = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    Bytes = 6,
    Text = 7,
    Timestamp = 8,
    Uuid = 9,
}
