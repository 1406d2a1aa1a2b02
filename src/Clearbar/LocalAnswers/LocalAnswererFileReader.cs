using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers;

/// <summary>
/// Reads the body described at <see cref="LocalAnswererFile"/>. The checksum only tells accidents; every count and index is checked as
/// well,
/// so that no file can make a prediction read outside its arrays.
/// </summary>
internal sealed class LocalAnswererFileReader(BinaryReader reader)
{
    private const int MaximumLabels = 1 << 16;

    public LocalModel ReadBody()
    {
        var maximumChars = Within(reader.ReadInt32(), 64, 65536, "maxChars");
        var knownFloor = reader.ReadSingle();
        var delta = reader.ReadDouble();
        Require(delta is > 0 and < 0.5 && knownFloor is >= 0 and <= 1, "delta or knownFloor");
        var abstain = reader.ReadInt32();
        var labels = ReadLabels();
        Within(abstain, -1, labels.Length - 1, "abstain");
        var table = ReadFeatures();
        var calibration = ReadCalibration();
        var curve = ReadCurve();
        var networks = new Network[Within(reader.ReadInt32(), 1, 1000, "networks")];
        for (var i = 0; i < networks.Length; i++)
        {
            networks[i] = ReadNetwork(table, Lanes.Pad(labels.Length));
        }

        Require(reader.BaseStream.Position == reader.BaseStream.Length, "length");
        return new LocalModel(labels, abstain, maximumChars, knownFloor, delta, table, networks, calibration, curve);
    }

    private static int Within(int value, int low, int high, string name)
    {
        Require(value >= low && value <= high, name);
        return value;
    }

    private static void Require(bool holds, string name)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The answerer file has an impossible value in \"{name}\"; train it again.");
        }
    }

    private string[] ReadLabels()
    {
        var labels = new string[Within(reader.ReadInt32(), 2, MaximumLabels, "labels")];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = reader.ReadString();
        }

        return labels;
    }

    private FeatureTable ReadFeatures()
    {
        var count = Count(8 + 4, "features");
        var kindStart = new int[FeatureScanner.KindCount + 1];
        for (var kind = 0; kind < kindStart.Length; kind++)
        {
            kindStart[kind] = Within(reader.ReadInt32(), kind == 0 ? 0 : kindStart[kind - 1], kind == 0 ? 0 : count, "kindStart");
        }

        Require(kindStart[^1] == count, "kindStart");
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = reader.ReadUInt64();
            Require(keys[i] != 0, "keys");
        }

        return new FeatureTable(keys, ReadFloats(count), kindStart);
    }

    private Calibration ReadCalibration()
    {
        var sharpness = reader.ReadDouble();
        var count = Count(4 + 4, "calibration");
        var (knots, levels) = (ReadFloats(count), ReadFloats(count));
        Require(count > 0 && sharpness > 0 && double.IsFinite(sharpness), "calibration");
        for (var i = 0; i < count; i++)
        {
            Require(levels[i] is >= 0 and <= 1 && (i == 0 || (knots[i] > knots[i - 1] && levels[i] >= levels[i - 1])), "calibration");
        }

        return new Calibration(sharpness, knots, levels);
    }

    private AgreementPoint[] ReadCurve()
    {
        var total = Within(reader.ReadInt32(), 0, int.MaxValue, "curve");
        var points = new AgreementPoint[Count(4 + 4 + 4, "curve")];
        for (var i = 0; i < points.Length; i++)
        {
            var threshold = reader.ReadSingle();
            var answered = Within(reader.ReadInt32(), 1, total, "curve");
            points[i] = new AgreementPoint(threshold, answered, Within(reader.ReadInt32(), 0, answered, "curve"), total);
        }

        return points;
    }

    private Network ReadNetwork(FeatureTable table, int width)
    {
        var kinds = Within(reader.ReadInt32(), 1, (1 << FeatureScanner.KindCount) - 1, "kinds");
        var hidden = Within(reader.ReadInt32(), 32, 1024, "hidden");
        Require(hidden % 32 == 0, "hidden");
        var expected = 0;
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            expected += (kinds >> kind & 1) != 0 ? table.CountOf((FeatureKind)kind) : 0;
        }

        var rows = Within(reader.ReadInt32(), expected, expected, "rows");
        Require((long)rows * hidden <= Remaining, "rows");
        var bytes = new sbyte[rows * hidden];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(bytes.AsSpan()));
        return new Network(
            kinds, hidden, bytes, ReadFloats(rows), ReadFloats(hidden), ReadFloats(hidden * width), ReadFloats(width));
    }

    private long Remaining => reader.BaseStream.Length - reader.BaseStream.Position;

    private int Count(int bytesEach, string name)
    {
        var count = reader.ReadInt32();
        Require(count >= 0 && (long)count * bytesEach <= Remaining, name);
        return count;
    }

    private float[] ReadFloats(int count)
    {
        Require((long)count * sizeof(float) <= Remaining, "length");
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = reader.ReadSingle();
            Require(float.IsFinite(values[i]), "weights");
        }

        return values;
    }
}
