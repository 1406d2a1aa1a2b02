namespace Clearbar.LocalAnswers;

/// <summary>
/// The features a model knows: hash key to row, with the inverse document frequency of each row. Rows are grouped by kind, so that a network
/// that uses some kinds only stores rows of those. Immutable; open addressing at a load of at most one half.
/// </summary>
internal sealed class FeatureTable
{
    private readonly ulong[] _slots;
    private readonly int[] _rows;
    private readonly int _mask;

    /// <param name="keys">Feature keys by row, grouped by kind in the kinds' order.</param>
    /// <param name="weights">Inverse document frequency by row.</param>
    /// <param name="kindStart">First row of each kind, and the row count at the end: one more entry than there are kinds.</param>
    public FeatureTable(ulong[] keys, float[] weights, int[] kindStart)
    {
        Keys = keys;
        Weights = weights;
        KindStart = kindStart;
        var capacity = 16;
        while (capacity < 2 * keys.Length)
        {
            capacity *= 2;
        }

        _slots = new ulong[capacity];
        _rows = new int[capacity];
        _mask = capacity - 1;
        for (var row = 0; row < keys.Length; row++)
        {
            var slot = (int)(keys[row] >> 20) & _mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = keys[row];
            _rows[slot] = row;
        }
    }

    /// <summary>Knows nothing.</summary>
    public static FeatureTable Empty { get; } = new([], [], new int[FeatureScanner.KindCount + 1]);

    public ulong[] Keys { get; }

    public float[] Weights { get; }

    public int[] KindStart { get; }

    public int Count => Keys.Length;

    /// <summary>The row of a key, or -1.</summary>
    public int Find(ulong key)
    {
        var slot = (int)(key >> 20) & _mask;
        while (true)
        {
            var there = _slots[slot];
            if (there == key)
            {
                return _rows[slot];
            }

            if (there == 0)
            {
                return -1;
            }

            slot = (slot + 1) & _mask;
        }
    }

    /// <summary>Rows of one kind.</summary>
    public int CountOf(FeatureKind kind) => KindStart[(int)kind + 1] - KindStart[(int)kind];
}
