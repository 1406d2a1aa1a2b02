namespace Clearbar.Ledger.Journal;

/// <summary>What the bytes at a record's place turned out to be.</summary>
public enum FrameStatus : byte
{
    /// <summary>A record whose checksum holds.</summary>
    Whole,

    /// <summary>The bytes end before the record does.</summary>
    Incomplete,

    /// <summary>An impossible length or a checksum that does not hold.</summary>
    Corrupt,
}
