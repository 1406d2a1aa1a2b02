namespace Clearbar.LocalAnswers;

/// <summary>Reads the parts that files of what was learned have in common; a count or value that cannot be is refused.</summary>
/// <param name="what">What the file is, for its reader.</param>
internal sealed class LearnedFileReader(BinaryReader reader, string what)
{
    private long Remaining => reader.BaseStream.Length - reader.BaseStream.Position;

    public int Within(int value, int low, int high, string name)
    {
        Require(value >= low && value <= high, name);
        return value;
    }

    public void Require(bool holds, string name)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The {what} file has an impossible value in \"{name}\"; train it again.");
        }
    }

    public void RequireEnd() => Require(Remaining == 0, "length");

    /// <summary>A number of things of at least so many bytes each, of which the file has room for all.</summary>
    public int Count(int bytesEach, string name)
    {
        var count = reader.ReadInt32();
        Require(count >= 0 && (long)count * bytesEach <= Remaining, name);
        return count;
    }

    /// <summary>Requires that so many bytes are left.</summary>
    public void RequireRoom(long bytes, string name) => Require(bytes <= Remaining, name);

    public float[] ReadFloats(long count)
    {
        RequireRoom(count * sizeof(float), "length");
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = reader.ReadSingle();
            Require(float.IsFinite(values[i]), "weights");
        }

        return values;
    }

    public Calibration ReadCalibration()
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

    public AgreementPoint[] ReadCurve()
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
}
