using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers;

/// <summary>
/// All training texts as feature counts: scanned once, then turned into a table and vectors for each cross-validation fold.
/// </summary>
internal sealed class FeatureCorpus
{
    private readonly Document[] _documents;
    private readonly List<ulong> _keys = [];
    private readonly List<FeatureKind> _kinds = [];

    public FeatureCorpus(IReadOnlyList<LabelledText> examples, int maximumChars, CancellationToken cancellation)
    {
        var scanner = new FeatureScanner(maximumChars);
        var ids = new Dictionary<ulong, int>();
        var counts = new Dictionary<int, int>();
        _documents = new Document[examples.Count];
        for (var i = 0; i < examples.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            counts.Clear();
            var sink = new CountingSink(this, ids, counts);
            scanner.Scan(examples[i].Text, ref sink);
            _documents[i] = Document.From(counts);
        }
    }

    public FeatureCorpus(IReadOnlyList<FeatureBag> bags, CancellationToken cancellation)
    {
        var ids = new Dictionary<ulong, int>();
        _documents = new Document[bags.Count];
        for (var i = 0; i < bags.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _documents[i] = ToDocument(bags[i], ids);
        }
    }

    /// <summary>A hash of the text's normal form; texts that differ only in case, digits or punctuation share it.</summary>
    public ulong Fingerprint(int document)
    {
        var sum = 0UL;
        var (ids, counts) = _documents[document];
        for (var i = 0; i < ids.Length; i++)
        {
            sum += Bits.Mix(_keys[ids[i]] + (uint)counts[i]);
        }

        return sum;
    }

    /// <summary>The table of the features that the given documents have often enough.</summary>
    public FeatureTable MakeTable(ReadOnlySpan<int> documents, int minimumTexts, int maximumFeatures, int[] rowOf)
    {
        var frequency = new int[_keys.Count];
        foreach (var document in documents)
        {
            foreach (var id in _documents[document].Ids)
            {
                frequency[id]++;
            }
        }

        var kept = Choose(frequency, minimumTexts, maximumFeatures);
        Array.Fill(rowOf, -1);
        var keys = new ulong[kept.Count];
        var weights = new float[kept.Count];
        var kindStart = new int[FeatureScanner.KindCount + 1];
        for (var row = 0; row < kept.Count; row++)
        {
            var id = kept[row];
            rowOf[id] = row;
            keys[row] = _keys[id];
            weights[row] = (float)(PortableMath.Log((1.0 + documents.Length) / (1.0 + frequency[id])) + 1);
            kindStart[(int)_kinds[id] + 1]++;
        }

        for (var kind = 0; kind < FeatureScanner.KindCount; kind++)
        {
            kindStart[kind + 1] += kindStart[kind];
        }

        return new FeatureTable(keys, weights, kindStart);
    }

    /// <summary>Number of distinct features, the length that a row map needs.</summary>
    public int FeatureCount => _keys.Count;

    /// <summary>Share of a document's character n-grams (word grams, by occurrence) that the table knows.</summary>
    public float KnownShare(int document, int[] rowOf)
    {
        var (ids, counts) = _documents[document];
        var known = 0;
        var all = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            if (_kinds[ids[i]] == FeatureKind.WordGram)
            {
                all += counts[i];
                known += rowOf[ids[i]] >= 0 ? counts[i] : 0;
            }
        }

        return all == 0 ? 0 : (float)known / all;
    }

    /// <summary>One document's weighted features under a table.</summary>
    public FeatureVector MakeVector(int document, FeatureTable table, int[] rowOf)
    {
        var (ids, counts) = _documents[document];
        var found = new List<(int Row, int Count)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            if (rowOf[ids[i]] >= 0)
            {
                found.Add((rowOf[ids[i]], counts[i]));
            }
        }

        found.Sort(static (a, b) => a.Row.CompareTo(b.Row));
        var vector = new FeatureVector();
        vector.Reserve(found.Count);
        var kind = 0;
        for (var i = 0; i < found.Count; i++)
        {
            while (found[i].Row >= table.KindStart[kind + 1])
            {
                vector.Start[++kind] = i;
            }

            vector.Rows[i] = found[i].Row;
            vector.Values[i] = found[i].Count;
        }

        vector.Start.AsSpan(kind + 1).Fill(found.Count);
        vector.Weigh(table);
        return vector;
    }

    private Document ToDocument(FeatureBag bag, Dictionary<ulong, int> ids)
    {
        var numbers = new int[bag.Keys.Length];
        var counts = new int[bag.Keys.Length];
        var kind = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            while (i >= bag.KindStart[kind + 1])
            {
                kind++;
            }

            numbers[i] = IdOf(ids, (FeatureKind)kind, bag.Keys[i]);
            counts[i] = bag.Occurrences[i];
        }

        return new Document(numbers, counts);
    }

    private int IdOf(Dictionary<ulong, int> ids, FeatureKind kind, ulong key)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, key, out var exists);
        if (!exists)
        {
            id = _keys.Count;
            _keys.Add(key);
            _kinds.Add(kind);
        }

        return id;
    }

    // Order by kind, then key: independent of the order in which the texts brought the features up.
    private List<int> Choose(int[] frequency, int minimumTexts, int maximumFeatures)
    {
        var kept = new List<int>();
        for (var id = 0; id < frequency.Length; id++)
        {
            if (frequency[id] >= minimumTexts)
            {
                kept.Add(id);
            }
        }

        if (kept.Count > maximumFeatures)
        {
            kept.Sort((a, b) => frequency[a] != frequency[b] ? frequency[b].CompareTo(frequency[a]) : _keys[a].CompareTo(_keys[b]));
            kept.RemoveRange(maximumFeatures, kept.Count - maximumFeatures);
        }

        kept.Sort((a, b) => _kinds[a] != _kinds[b] ? _kinds[a].CompareTo(_kinds[b]) : _keys[a].CompareTo(_keys[b]));
        return kept;
    }

    private readonly struct CountingSink(FeatureCorpus corpus, Dictionary<ulong, int> ids, Dictionary<int, int> counts) : IFeatureSink
    {
        public void Add(FeatureKind kind, ulong key) =>
            CollectionsMarshal.GetValueRefOrAddDefault(counts, corpus.IdOf(ids, kind, key), out _)++;
    }

    private readonly record struct Document(int[] Ids, int[] Counts)
    {
        public static Document From(Dictionary<int, int> counts)
        {
            var ids = new int[counts.Count];
            var numbers = new int[counts.Count];
            counts.Keys.CopyTo(ids, 0);
            counts.Values.CopyTo(numbers, 0);
            return new Document(ids, numbers);
        }
    }
}
