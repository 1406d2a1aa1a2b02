using System.Runtime.InteropServices;

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

    private static readonly DigestedFile Frame = new("CBR0", Version, "answerer");

    public static void Write(LocalModel model, Stream stream) => Frame.Write(stream, writer =>
    {
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
    });

    /// <exception cref="InvalidDataException">The file is not an answerer, is newer than this program, is cut, or is damaged.</exception>
    public static LocalModel Read(Stream stream) => Frame.Read(stream, static reader => new LocalAnswererFileReader(reader).ReadBody());

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

    internal static void WriteCalibration(BinaryWriter writer, Calibration calibration)
    {
        writer.Write(calibration.Sharpness);
        writer.Write(calibration.Knots.Length);
        WriteFloats(writer, calibration.Knots);
        WriteFloats(writer, calibration.Levels);
    }

    internal static void WriteCurve(BinaryWriter writer, AgreementPoint[] points)
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

    internal static void WriteFloats(BinaryWriter writer, float[] values)
    {
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }
}
