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

    private readonly LearnedFileReader _parts = new(reader, "answerer");

    public LocalModel ReadBody()
    {
        var maximumChars = _parts.Within(reader.ReadInt32(), 64, 65536, "maxChars");
        var knownFloor = reader.ReadSingle();
        var delta = reader.ReadDouble();
        _parts.Require(delta is > 0 and < 0.5 && knownFloor is >= 0 and <= 1, "delta or knownFloor");
        var abstain = reader.ReadInt32();
        var labels = ReadLabels();
        _parts.Within(abstain, -1, labels.Length - 1, "abstain");
        var table = ReadFeatures();
        var calibration = _parts.ReadCalibration();
        var curve = _parts.ReadCurve();
        var networks = new Network[_parts.Within(reader.ReadInt32(), 1, 1000, "networks")];
        for (var i = 0; i < networks.Length; i++)
        {
            networks[i] = ReadNetwork(table, Lanes.Pad(labels.Length));
        }

        _parts.RequireEnd();
        return new LocalModel(labels, abstain, maximumChars, knownFloor, delta, table, networks, calibration, curve);
    }

    private string[] ReadLabels()
    {
        var labels = new string[_parts.Within(reader.ReadInt32(), 2, MaximumLabels, "labels")];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = reader.ReadString();
        }

        return labels;
    }

    private FeatureTable ReadFeatures()
    {
        var count = _parts.Count(8 + 4, "features");
        var kindStart = new int[FeatureScanner.KindCount + 1];
        for (var kind = 0; kind < kindStart.Length; kind++)
        {
            kindStart[kind] = _parts.Within(reader.ReadInt32(), kind == 0 ? 0 : kindStart[kind - 1], kind == 0 ? 0 : count, "kindStart");
        }

        _parts.Require(kindStart[^1] == count, "kindStart");
        var keys = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = reader.ReadUInt64();
            _parts.Require(keys[i] != 0, "keys");
        }

        return new FeatureTable(keys, _parts.ReadFloats(count), kindStart);
    }

    private Network ReadNetwork(FeatureTable table, int width)
    {
        var kinds = _parts.Within(reader.ReadInt32(), 1, (1 << FeatureScanner.KindCount) - 1, "kinds");
        var hidden = _parts.Within(reader.ReadInt32(), 32, 1024, "hidden");
        _parts.Require(hidden % 32 == 0, "hidden");
        var expected = 0;
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            expected += (kinds >> kind & 1) != 0 ? table.CountOf((FeatureKind)kind) : 0;
        }

        var rows = _parts.Within(reader.ReadInt32(), expected, expected, "rows");
        _parts.RequireRoom((long)rows * hidden, "rows");
        var bytes = new sbyte[rows * hidden];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(bytes.AsSpan()));
        return new Network(
            kinds, hidden, bytes, _parts.ReadFloats(rows), _parts.ReadFloats(hidden), _parts.ReadFloats(hidden * width), _parts.ReadFloats(width));
    }
}
