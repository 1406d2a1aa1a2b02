using System.Text;
using Clearbar.LocalAnswers.Extraction;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>The record of a <see cref="SpanExample"/> in a file of examples.</summary>
/// <remarks>
/// <code>
/// span-example = %x03 origin:u8 at:i64 lot:u8 spans:u8 shapes:spans*u32 groups:spans*u8 ends:spans*i32 features:count*u32
///                words:u16 words*u32 targets:u8 targets*target      ; ends: where each candidate's features end, the last one is count
/// target       = constant:u64 matches:u8 matches*( span:u8 forms:u16 )   ; forms: bits by SpanForm
/// </code>
/// </remarks>
internal static class SpanExampleFormat
{
    public const byte Record = 3;

    private const int MostFeatures = 1 << 18;

    public static byte[] Encode(SpanExample example)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Record);
            writer.Write((byte)example.Origin);
            writer.Write(example.At.ToUnixTimeMilliseconds());
            WriteSheet(writer, example.Sheet);
            writer.Write((byte)example.Targets.Count);
            foreach (var target in example.Targets)
            {
                writer.Write(target.Constant);
                writer.Write((byte)target.Matches.Count);
                foreach (var (span, forms) in target.Matches)
                {
                    writer.Write(span);
                    writer.Write(forms);
                }
            }
        }

        return ExampleFormat.Seal(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <summary>Null when the content is impossible.</summary>
    public static SpanExample? TryDecode(ReadOnlySpan<byte> body)
    {
        using var reader = new BinaryReader(new MemoryStream(body.ToArray()), Encoding.UTF8);
        try
        {
            reader.ReadByte();
            var origin = reader.ReadByte();
            var at = ExampleFormat.TimeOf(reader.ReadInt64());
            if (origin > (byte)ExampleOrigin.Declined || ReadSheet(reader) is not { } sheet || ReadTargets(reader, sheet.Count) is not { } targets
                || reader.BaseStream.Position != body.Length)
            {
                return null;
            }

            return new SpanExample((ExampleOrigin)origin, at, sheet, targets);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static void WriteSheet(BinaryWriter writer, SpanSheet sheet)
    {
        writer.Write(sheet.Lot);
        writer.Write((byte)sheet.Count);
        Write(writer, sheet.Shapes);
        writer.Write(sheet.Groups);
        foreach (var end in sheet.Starts.AsSpan(1))
        {
            writer.Write(end);
        }

        Write(writer, sheet.Features);
        writer.Write((ushort)sheet.Words.Length);
        Write(writer, sheet.Words);
    }

    private static SpanSheet? ReadSheet(BinaryReader reader)
    {
        var (lot, count) = (reader.ReadByte(), reader.ReadByte());
        var shapes = Read(reader, count);
        var groups = reader.ReadBytes(count);
        var starts = new int[count + 1];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = reader.ReadInt32();
        }

        if (count > SpanFinder.MostSpans || groups.Length != count || starts[^1] is < 0 or > MostFeatures)
        {
            return null;
        }

        var features = Read(reader, starts[^1]);
        return SpanSheet.FromParts(shapes, groups, starts, features, Read(reader, reader.ReadUInt16()), lot);
    }

    private static MemberTarget[]? ReadTargets(BinaryReader reader, int spans)
    {
        var targets = new MemberTarget[reader.ReadByte()];
        for (var i = 0; i < targets.Length; i++)
        {
            var constant = reader.ReadUInt64();
            var matches = new (byte Span, ushort Forms)[reader.ReadByte()];
            for (var match = 0; match < matches.Length; match++)
            {
                matches[match] = (reader.ReadByte(), reader.ReadUInt16());
                if (matches[match].Span >= spans || matches[match].Forms >> SpanForms.Count != 0)
                {
                    return null;
                }
            }

            targets[i] = new MemberTarget(constant, matches);
        }

        return targets;
    }

    private static void Write(BinaryWriter writer, uint[] values)
    {
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }

    private static uint[] Read(BinaryReader reader, int count)
    {
        var values = new uint[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = reader.ReadUInt32();
        }

        return values;
    }
}
