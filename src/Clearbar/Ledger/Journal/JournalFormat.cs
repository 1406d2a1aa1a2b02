using System.Buffers.Binary;
using System.Numerics;

namespace Clearbar.Ledger.Journal;

/// <summary>
/// The byte format of a journal segment, version 1. Integers are little endian.
/// <code>
/// segment     = header *record
/// header      = magic version headerLength segment journalId headerCrc        ; 40 bytes
/// magic       = "CLRBJRNL"                                                    ; 8 bytes
/// version     = u16                                                           ; 1
/// headerLength= u16                                                           ; 40; records start here
/// segment     = u64                                                           ; equals the number in the file's name
/// journalId   = 16 bytes                                                      ; UUID, big endian, the same in all segments of one journal
/// headerCrc   = u32                                                           ; CRC-32C of the 36 bytes before it
/// record      = length crc type payload
/// length      = u32                                                           ; bytes of payload, 2 .. 1 MiB
/// crc         = u32                                                           ; CRC-32C of length, type and payload in that order
/// type        = u8                                                            ; JournalRecordType
/// payload     = one JSON object, UTF-8, no insignificant white space          ; see EntryEncoder
/// </code>
/// The checksum covers the length, so a damaged length is told from a damaged payload only by what follows; a reader that meets a bad
/// record looks for the next place where a whole record checks out. JSON text holds no zero bytes and every length has at least one, so
/// the inside of a payload cannot be taken for a record.
/// </summary>
public static class JournalFormat
{
    public const ushort Version = 1;

    public const int HeaderLength = 40;

    /// <summary>Bytes of a record before its payload.</summary>
    public const int FrameOverhead = 9;

    public const int MinPayload = 2;

    public const int MaxPayload = 1 << 20;

    private const int CrcOffset = 4;
    private const int TypeOffset = 8;

    private static ReadOnlySpan<byte> Magic => "CLRBJRNL"u8;

    /// <summary>Writes <c>header</c> into the first <see cref="HeaderLength"/> bytes.</summary>
    public static void WriteHeader(Span<byte> destination, long segment, Guid journalId)
    {
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[10..], HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(destination[12..], segment);
        journalId.TryWriteBytes(destination.Slice(20, 16), bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[36..], Crc32C(uint.MaxValue, destination[..36]) ^ uint.MaxValue);
    }

    /// <summary>Reads <c>header</c>; false when it is short, damaged or of another file.</summary>
    /// <exception cref="LedgerSchemaException">The header is sound and of a later version.</exception>
    public static bool TryReadHeader(ReadOnlySpan<byte> source, out long segment, out Guid journalId)
    {
        segment = 0;
        journalId = Guid.Empty;
        if (source.Length < HeaderLength || !source.StartsWith(Magic))
        {
            return false;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source[36..]) != (Crc32C(uint.MaxValue, source[..36]) ^ uint.MaxValue))
        {
            return false;
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(source[8..]);
        if (version != Version)
        {
            throw new LedgerSchemaException(
                $"The ledger's journal has format {version}, written by a newer Clearbar; this one reads {Version}. "
                + "Start the newer version again, or choose another --data directory.");
        }

        segment = BinaryPrimitives.ReadInt64LittleEndian(source[12..]);
        journalId = new Guid(source.Slice(20, 16), bigEndian: true);
        return true;
    }

    /// <summary>
    /// Completes <c>record</c>: <paramref name="frame"/> holds <see cref="FrameOverhead"/> free bytes and then the payload.
    /// </summary>
    public static void SealFrame(Span<byte> frame, JournalRecordType type)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - FrameOverhead));
        frame[TypeOffset] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(frame[CrcOffset..], FrameCrc(frame));
    }

    /// <summary>Reads the <c>record</c> at the start of <paramref name="source"/>, which ends where the segment ends.</summary>
    public static FrameStatus TryReadFrame(ReadOnlySpan<byte> source, out JournalRecordType type, out int frameLength)
    {
        type = JournalRecordType.None;
        frameLength = 0;
        if (source.Length < FrameOverhead)
        {
            return FrameStatus.Incomplete;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        if (length is < MinPayload or > MaxPayload)
        {
            return FrameStatus.Corrupt;
        }

        var total = FrameOverhead + (int)length;
        if (source.Length < total)
        {
            return FrameStatus.Incomplete;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != FrameCrc(source[..total]))
        {
            return FrameStatus.Corrupt;
        }

        type = (JournalRecordType)source[TypeOffset];
        frameLength = total;
        return FrameStatus.Whole;
    }

    /// <summary>Offset of the first whole record at or after <paramref name="start"/>, or -1.</summary>
    public static int FindFrame(ReadOnlySpan<byte> source, int start)
    {
        for (var at = start; at <= source.Length - FrameOverhead - MinPayload; at++)
        {
            // A cheap look at the payload's first byte spares most of the checksums.
            if (source[at + FrameOverhead] == (byte)'{' && TryReadFrame(source[at..], out _, out _) == FrameStatus.Whole)
            {
                return at;
            }
        }

        return -1;
    }

    private static uint FrameCrc(ReadOnlySpan<byte> frame)
    {
        var crc = Crc32C(uint.MaxValue, frame[..CrcOffset]);
        return Crc32C(crc, frame[TypeOffset..]) ^ uint.MaxValue;
    }

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }
}
