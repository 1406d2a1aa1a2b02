using System.Buffers.Binary;

namespace Clearbar.Ledger.Postgres;

/// <summary>
/// The UTC day inside an entry's id: the first 48 bits of a UUID of version 7 are milliseconds since 1970 (RFC 9562, section 5.7). It is the
/// partition key, since both records of an entry have the id and only one of them has the time it was opened at.
/// </summary>
public static class EntryDay
{
    private const long MillisecondsPerDay = 86_400_000;
    private static readonly DateOnly s_epoch = new(1970, 1, 1);

    /// <summary>The day; of an id that is no version 7, some day between 1970 and 9999.</summary>
    public static DateOnly Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = ((long)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        var days = milliseconds / MillisecondsPerDay;
        return s_epoch.AddDays((int)Math.Min(days, DateOnly.MaxValue.DayNumber - s_epoch.DayNumber));
    }
}
