using System.Buffers;
using Clearbar.LocalAnswers;

namespace Clearbar.Routing.Policies;

/// <summary>
/// The features of one text at a time, in buffers that are used again: encoding on the request's path allocates nothing. Used by one thread
/// at a time; filled by <see cref="FeatureHasher.Encode(string, ReadOnlySpan{char}, RequestFeatures)"/>.
/// </summary>
public sealed class RequestFeatures
{
    /// <summary>Text considered, in characters: the outline covers the rest.</summary>
    private const int MostChars = 3000;

    /// <summary>Natural logarithms of the small counts, of which most are; the others are computed.</summary>
    private const int Logs = 4096;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> s_marks = SearchValues.Create("{}()=$\\^");
    private static readonly double[] s_logs = [.. Enumerable.Range(0, Logs).Select(static n => Math.Log(n))];

    [ThreadStatic]
    private static RequestFeatures? s_thread;

    private readonly SlotCounts _words = new(MostChars + 2);
    private readonly SlotCounts _pairs = new(MostChars + 2);
    private int[] _slots = new int[256];
    private float[] _values = new float[256];

    /// <summary>This thread's buffers; what they hold is gone at the next encoding on it, so not to be kept over an await.</summary>
    public static RequestFeatures ForThisThread => s_thread ??= new RequestFeatures();

    /// <summary>Indices below <see cref="FeatureHasher.Slots"/>.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>The weight of each slot.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    /// <summary>Features held.</summary>
    public int Count { get; private set; }

    internal void Clear() => Count = 0;

    internal void Add(int slot, float value)
    {
        Reserve(1);
        _slots[Count] = slot;
        _values[Count++] = value;
    }

    /// <summary>Counts the words and word pairs of a text.</summary>
    internal void Scan(ReadOnlySpan<char> text, uint role)
    {
        _words.Clear();
        _pairs.Clear();
        var sink = new Sink(_words, _pairs, role);
        FeatureScanner.ScanWords(text.Length > MostChars ? text[..MostChars] : text, ref sink);
    }

    /// <summary>Adds one to each slot the scanned text has.</summary>
    internal void CountInto(int[] texts)
    {
        CountInto(texts, _words);
        CountInto(texts, _pairs);
    }

    /// <summary>Adds the scanned text's features, each kind scaled to length one.</summary>
    /// <param name="texts">Learned texts that have a slot.</param>
    /// <param name="seen">Learned texts.</param>
    internal void AddScanned(int[] texts, int seen)
    {
        AddScanned(texts, seen, _words);
        AddScanned(texts, seen, _pairs);
    }

    /// <summary>Adds the scanned text's features without regard to how rare they are, each kind scaled to length one.</summary>
    internal void AddScanned()
    {
        AddScanned(_words);
        AddScanned(_pairs);
    }

    /// <summary>Adds what a text looks like from afar.</summary>
    internal void AddOutline(ReadOnlySpan<char> text, string role)
    {
        Add(FeatureHasher.Slot(role, "length"), (float)Math.Log(1 + text.Length) / 6);
        Add(FeatureHasher.Slot(role, "digits"), 4f * text.CountAny(s_digits) / (text.Length + 1));
        Add(FeatureHasher.Slot(role, "marks"), 4f * text.CountAny(s_marks) / (text.Length + 1));
        Add(FeatureHasher.Slot(role, "lines"), (float)Math.Log(1 + text.Count('\n')) / 4);
    }

    internal SparseFeatures Build() => new(Slots.ToArray(), Values.ToArray());

    private static double Log(int count) => count < Logs ? s_logs[count] : Math.Log(count);

    private static void CountInto(int[] texts, SlotCounts counts)
    {
        foreach (var entry in counts.Entries)
        {
            texts[entry.Slot]++;
        }
    }

    private void AddScanned(int[] texts, int seen, SlotCounts counts)
    {
        var entries = counts.Entries;
        Reserve(entries.Length);
        var (from, to) = (Count, Count);
        var (slots, values) = (_slots, _values);
        var squares = 0.0;
        var all = Log(1 + seen);
        foreach (var entry in entries)
        {
            // A feature of one learned text, or of none, says nothing about another request.
            var known = texts[entry.Slot];
            if (known > 1)
            {
                var value = (1 + Log(entry.Count)) * (all - Log(known));
                squares += value * value;
                slots[to] = entry.Slot;
                values[to++] = (float)value;
            }
        }

        Count = to;
        var scale = squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0;
        foreach (ref var value in _values.AsSpan(from, to - from))
        {
            value *= scale;
        }
    }

    private void AddScanned(SlotCounts counts)
    {
        var entries = counts.Entries;
        var squares = 0.0;
        foreach (var entry in entries)
        {
            squares += (1 + Log(entry.Count)) * (1 + Log(entry.Count));
        }

        foreach (var entry in entries)
        {
            Add(entry.Slot, (float)((1 + Log(entry.Count)) / Math.Sqrt(squares)));
        }
    }

    private void Reserve(int more)
    {
        if (_slots.Length - Count < more)
        {
            var length = Math.Max(2 * _slots.Length, Count + more);
            Array.Resize(ref _slots, length);
            Array.Resize(ref _values, length);
        }
    }

    private readonly struct Sink(SlotCounts words, SlotCounts pairs, uint role) : IFeatureSink
    {
        public void Add(FeatureKind kind, ulong key)
            => (kind == FeatureKind.Word ? words : pairs).Add((int)(Bits.Key(key, role) >> 24) & (FeatureHasher.Slots - 1));
    }
}
