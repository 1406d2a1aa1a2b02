namespace Clearbar.LocalAnswers;

/// <summary>
/// Everything one prediction writes to, sized once for one answerer so that predictions allocate nothing. Used by one thread at a time.
/// </summary>
internal sealed class Workspace
{
    private readonly FeatureTable _table;
    private readonly FeatureScanner _scanner;
    private readonly int[] _touched;

    // Occurrences by row, saturating; all zero between predictions.
    private readonly byte[] _counts;
    private int _touchedCount;
    private int _gramsKnown;
    private int _gramsAll;

    public Workspace(FeatureTable table, int maximumChars, int hidden, int width)
    {
        _table = table;
        _scanner = new FeatureScanner(maximumChars);
        _touched = new int[table.Count];
        _counts = new byte[table.Count];
        Vector.Reserve(table.Count);
        Hidden = new float[hidden];
        Scores = new float[width];
    }

    /// <summary>The text's features after <see cref="Read"/>.</summary>
    public FeatureVector Vector { get; } = new();

    public float[] Hidden { get; }

    public float[] Scores { get; }

    /// <summary>Share of the text's character n-grams that the table knows; 0 for a text without any.</summary>
    public float KnownShare => _gramsAll == 0 ? 0 : (float)_gramsKnown / _gramsAll;

    /// <summary>Fills <see cref="Vector"/> and <see cref="KnownShare"/> from a text.</summary>
    public void Read(ReadOnlySpan<char> text)
    {
        (_touchedCount, _gramsKnown, _gramsAll) = (0, 0, 0);
        var sink = new Sink(this);
        _scanner.Scan(text, ref sink);
        Group();
        Vector.Weigh(_table);
    }

    // Sorts the touched rows into their kinds (counting sort) and leaves the counts zero for the next text.
    private void Group()
    {
        Span<int> next = stackalloc int[FeatureScanner.KindCount];
        next.Clear();
        for (var i = 0; i < _touchedCount; i++)
        {
            next[KindOf(_touched[i])]++;
        }

        var start = 0;
        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            Vector.Start[kind] = start;
            (start, next[kind]) = (start + next[kind], start);
        }

        Vector.Start[FeatureScanner.KindCount] = start;
        for (var i = 0; i < _touchedCount; i++)
        {
            var row = _touched[i];
            var at = next[KindOf(row)]++;
            Vector.Rows[at] = row;
            Vector.Values[at] = _counts[row];
            _counts[row] = 0;
        }
    }

    private int KindOf(int row)
    {
        var kind = 0;
        while (row >= _table.KindStart[kind + 1])
        {
            kind++;
        }

        return kind;
    }

    private readonly struct Sink(Workspace owner) : IFeatureSink
    {
        public void Add(FeatureKind kind, ulong key)
        {
            var row = owner._table.Find(key);
            if (kind == FeatureKind.WordGram)
            {
                owner._gramsAll++;
                owner._gramsKnown += row >= 0 ? 1 : 0;
            }

            if (row < 0)
            {
                return;
            }

            ref var count = ref owner._counts[row];
            if (count == 0)
            {
                owner._touched[owner._touchedCount++] = row;
            }

            count += count < byte.MaxValue ? (byte)1 : (byte)0;
        }
    }
}
