namespace Clearbar.LocalAnswers;

/// <summary>
/// A text as weighted features, grouped by kind. Weight = (1 + ln occurrences) x inverse document frequency, each kind scaled to length
/// 1, so
/// that a kind with many features does not drown one with few. Filled again and again; its arrays only grow.
/// </summary>
internal sealed class FeatureVector
{
    private static readonly float[] LogCounts = MakeLogCounts();

    /// <summary>Rows of the <see cref="FeatureTable"/>; kind k occupies <c>Start[k] .. Start[k+1]</c>.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>The weight of each row.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>First position of each kind; the total at the end.</summary>
    public int[] Start { get; } = new int[FeatureScanner.KindCount + 1];

    /// <summary>Number of features.</summary>
    public int Count => Start[^1];

    /// <summary>Number of kinds in the mask that have a feature here.</summary>
    public int KindsPresent(int kinds)
    {
        var present = 0;
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            present += (kinds >> kind & 1) != 0 && Start[kind + 1] > Start[kind] ? 1 : 0;
        }

        return present;
    }

    /// <summary>Makes room; must be called before filling.</summary>
    public void Reserve(int features)
    {
        if (Rows.Length < features)
        {
            Rows = new int[features];
            Values = new float[features];
        }
    }

    /// <summary>Turns the occurrence counts in <see cref="Values"/> into weights.</summary>
    public void Weigh(FeatureTable table)
    {
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            var squares = 0.0;
            for (var i = Start[kind]; i < Start[kind + 1]; i++)
            {
                var occurrences = Math.Min((int)Values[i], LogCounts.Length - 1);
                var value = LogCounts[occurrences] * table.Weights[Rows[i]];
                Values[i] = value;
                squares += (double)value * value;
            }

            var scale = squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0;
            for (var i = Start[kind]; i < Start[kind + 1]; i++)
            {
                Values[i] *= scale;
            }
        }
    }

    private static float[] MakeLogCounts()
    {
        var table = new float[256];
        for (var n = 1; n < table.Length; n++)
        {
            table[n] = (float)(1 + PortableMath.Log(n));
        }

        return table;
    }
}
