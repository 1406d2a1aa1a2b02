using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>
/// The file of examples (<c>.examples</c>), version 1. It holds hashes of n-grams, shapes and, once it has recurred, the name of a label; never a text.
/// </summary>
/// <remarks>
/// <code>
/// file    = header *record                                 ; append only
/// header  = "CBX0" version:u16 length:u16 subject:UTF-8 crc  ; length of subject in bytes
/// subject = class [ *( LF member ) LF ]                    ; what the examples are of: a label, or values copied for these members
/// record  = length:u32 crc body                            ; length of body, 1 .. 4 MiB
/// crc     = u32                                            ; CRC-32C of what comes before in the header; of the body in a record
/// body    = name / example / span-example                  ; the last one is described at SpanExampleFormat
/// name    = %x01 label:u64 name:UTF-8                      ; what a label's hash stands for
/// example = %x02 origin:u8 at:i64 label:u64 kinds:5*u32 keys:count*u64 occurrences:count*u8
///                                                          ; at: milliseconds since 1970-01-01 UTC; kinds: where each kind's features end,
///                                                          ; the last one is count
/// </code>
/// All numbers are little-endian. A reader stops at the first record that is cut or damaged: what comes before it counts, the rest is lost.
/// The features of a text belong to the version, as in <see cref="LocalAnswererFile"/>.
/// </remarks>
public static class ExampleFormat
{
    public const ushort Version = 1;

    public const int MaximumBody = 4 << 20;

    /// <summary>Bytes before a record's body.</summary>
    public const int FrameLength = 8;

    private const byte NameRecord = 1;
    private const byte ExampleRecord = 2;
    private const int ExampleHead = 1 + 1 + 8 + 8 + (FeatureScanner.KindCount * 4);

    /// <summary>What a class's examples are of: examples of anything else are of no use to it.</summary>
    /// <param name="extract">Members that are copied; null where a label is learned.</param>
    public static string SubjectOf(string className, IReadOnlyList<string>? extract)
    {
        ArgumentNullException.ThrowIfNull(className);
        return extract is null ? className : $"{className}\n{string.Concat(extract.Select(static member => member + "\n"))}";
    }

    public static byte[] Header(string subject)
    {
        var name = Encoding.UTF8.GetBytes(subject);
        var header = new byte[8 + name.Length + 4];
        "CBX0"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)name.Length);
        name.CopyTo(header, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8 + name.Length), Crc(header.AsSpan(0, 8 + name.Length)));
        return header;
    }

    public static byte[] NameOf(ulong label, string name)
    {
        var body = new byte[1 + 8 + Encoding.UTF8.GetByteCount(name)];
        body[0] = NameRecord;
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(1), label);
        Encoding.UTF8.GetBytes(name, body.AsSpan(9));
        return Seal(body);
    }

    public static byte[] Encode(LabelExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        var features = example.Features;
        var whole = new byte[ExampleHead + (features.Keys.Length * 9)];
        var body = whole.AsSpan();
        (body[0], body[1]) = (ExampleRecord, (byte)example.Origin);
        BinaryPrimitives.WriteInt64LittleEndian(body[2..], example.At.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64LittleEndian(body[10..], example.Label);
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(body[(18 + (kind * 4))..], features.KindStart[kind + 1]);
        }

        var keys = body.Slice(ExampleHead, features.Keys.Length * 8);
        for (var i = 0; i < features.Keys.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(keys[(i * 8)..], features.Keys[i]);
        }

        features.Occurrences.CopyTo(body[(ExampleHead + keys.Length)..]);
        return Seal(body);
    }

    /// <summary>Whether a record's frame can be right, and how long its body is.</summary>
    public static bool TryReadFrame(ReadOnlySpan<byte> frame, out int length, out uint crc)
    {
        var said = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        crc = BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);
        length = (int)Math.Min(said, int.MaxValue);
        return said is > 0 and <= MaximumBody;
    }

    /// <summary>Reads a body whose checksum was right; false when its content is impossible all the same.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> body, out Example? example, out (ulong Label, string Name)? name)
    {
        (example, name) = (null, null);
        if (body[0] == NameRecord && body.Length > 9)
        {
            name = (BinaryPrimitives.ReadUInt64LittleEndian(body[1..]), Encoding.UTF8.GetString(body[9..]));
            return true;
        }

        if (body[0] == SpanExampleFormat.Record)
        {
            example = SpanExampleFormat.TryDecode(body);
            return example is not null;
        }

        if (body[0] != ExampleRecord || body.Length < ExampleHead || body[1] > (byte)ExampleOrigin.Declined)
        {
            return false;
        }

        var kindStart = new int[FeatureScanner.KindCount + 1];
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            kindStart[kind + 1] = BinaryPrimitives.ReadInt32LittleEndian(body[(18 + (kind * 4))..]);
        }

        var count = (body.Length - ExampleHead) / 9;
        if (kindStart[^1] != count || body.Length != ExampleHead + (count * 9)
            || FeatureBag.FromParts(ReadKeys(body, count), body[(ExampleHead + (count * 8))..].ToArray(), kindStart) is not { } features)
        {
            return false;
        }

        var at = TimeOf(BinaryPrimitives.ReadInt64LittleEndian(body[2..]));
        example = new LabelExample((ExampleOrigin)body[1], at, BinaryPrimitives.ReadUInt64LittleEndian(body[10..]), features);
        return true;
    }

    /// <summary>CRC-32C (Castagnoli), as the ledger's journal has it.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var unit in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, unit);
        }

        return crc ^ uint.MaxValue;
    }

    /// <summary>An instant as the file has it, held inside 1970-01-01 .. 9999-12-31, the last a date can be.</summary>
    internal static DateTimeOffset TimeOf(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>A body in its frame.</summary>
    internal static byte[] Seal(ReadOnlySpan<byte> body)
    {
        var record = new byte[FrameLength + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc(body));
        body.CopyTo(record.AsSpan(FrameLength));
        return record;
    }

    private static ulong[] ReadKeys(ReadOnlySpan<byte> body, int count)
    {
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = BinaryPrimitives.ReadUInt64LittleEndian(body[(ExampleHead + (i * 8))..]);
        }

        return keys;
    }
}
