using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.LocalAnswers;

/// <summary>
/// The file of a trained answerer (<c>.cbr0</c>), version 1. It holds hashes and weights, never a text of the training set; label names are
/// stored as they are.
/// </summary>
/// <remarks>
/// <code>
/// file        = "CBR0" version:u16 body sha256:32          ; the digest covers everything before it
/// body        = maxChars:i32 knownFloor:f32 delta:f64 abstain:i32 labels features calibration curve networks
/// labels      = count:i32 *( name )                        ; name = 7-bit-encoded byte length, UTF-8; ordinal order
/// features    = count:i32 kindStart:6*i32 keys:count*u64 weights:count*f32
/// calibration = sharpness:f64 count:i32 knots:count*f32 levels:count*f32
/// curve       = total:i32 count:i32 *( threshold:f32 answered:i32 agreed:i32 )
/// networks    = count:i32 *( kinds:i32 hidden:i32 rows:i32 bytes:rows*hidden*i8 rowScale:rows*f32
///               hiddenBias:hidden*f32 output:hidden*width*f32 outputBias:width*f32 )
///                                                          ; width = label count rounded up to a multiple of 8
/// </code>
/// All numbers are little-endian. The features of a text (normal form, kinds, hash constants) belong to the version too.
/// </remarks>
internal static class LocalAnswererFile
{
    public const ushort Version = 1;

    private const int HeaderLength = 6;
    private const int DigestLength = 32;

    public static void Write(LocalModel model, Stream stream)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write("CBR0"u8);
            writer.Write(Version);
            writer.Write(model.MaximumChars);
            writer.Write(model.KnownFloor);
            writer.Write(model.Delta);
            writer.Write(model.AbstainIndex);
            writer.Write(model.Labels.Length);
            foreach (var label in model.Labels)
            {
                writer.Write(label);
            }

            WriteFeatures(writer, model.Table);
            WriteCalibration(writer, model.Calibration);
            WriteCurve(writer, model.CurvePoints);
            writer.Write(model.Networks.Length);
            foreach (var network in model.Networks)
            {
                WriteNetwork(writer, network);
            }
        }

        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        Span<byte> digest = stackalloc byte[DigestLength];
        SHA256.HashData(bytes, digest);
        stream.Write(bytes);
        stream.Write(digest);
    }

    /// <exception cref="InvalidDataException">The file is not an answerer, is newer than this program, is cut, or is damaged.</exception>
    public static LocalModel Read(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        CheckFrame(bytes);
        copy.SetLength(copy.Length - DigestLength);
        copy.Position = HeaderLength;
        using var reader = new BinaryReader(copy, Encoding.UTF8);
        try
        {
            return new LocalAnswererFileReader(reader).ReadBody();
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException("The answerer file ends before its content does; train it again.", error);
        }
    }

    private static void CheckFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.StartsWith("CBR0"u8))
        {
            throw new InvalidDataException("This is not a local answerer: the file does not start with \"CBR0\".");
        }

        var version = bytes[4] | (bytes[5] << 8);
        if (version != Version)
        {
            throw new InvalidDataException(
                $"The answerer file has version {version} and this program reads version {Version}: "
                + "train it again, or use the program that wrote it.");
        }

        if (bytes.Length < HeaderLength + DigestLength
            || !SHA256.HashData(bytes[..^DigestLength]).AsSpan().SequenceEqual(bytes[^DigestLength..]))
        {
            throw new InvalidDataException("The answerer file is cut or damaged: its checksum is wrong. Copy it again or train it again.");
        }
    }

    private static void WriteFeatures(BinaryWriter writer, FeatureTable table)
    {
        writer.Write(table.Count);
        foreach (var start in table.KindStart)
        {
            writer.Write(start);
        }

        foreach (var key in table.Keys)
        {
            writer.Write(key);
        }

        WriteFloats(writer, table.Weights);
    }

    private static void WriteCalibration(BinaryWriter writer, Calibration calibration)
    {
        writer.Write(calibration.Sharpness);
        writer.Write(calibration.Knots.Length);
        WriteFloats(writer, calibration.Knots);
        WriteFloats(writer, calibration.Levels);
    }

    private static void WriteCurve(BinaryWriter writer, AgreementPoint[] points)
    {
        writer.Write(points.Length == 0 ? 0 : points[0].Total);
        writer.Write(points.Length);
        foreach (var point in points)
        {
            writer.Write(point.Threshold);
            writer.Write(point.Answered);
            writer.Write(point.Agreed);
        }
    }

    private static void WriteNetwork(BinaryWriter writer, Network network)
    {
        writer.Write(network.Kinds);
        writer.Write(network.Hidden);
        writer.Write(network.RowScale.Length);
        writer.Write(MemoryMarshal.AsBytes<sbyte>(network.Rows));
        WriteFloats(writer, network.RowScale);
        WriteFloats(writer, network.HiddenBias);
        WriteFloats(writer, network.Output);
        WriteFloats(writer, network.OutputBias);
    }

    private static void WriteFloats(BinaryWriter writer, float[] values)
    {
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }
}
