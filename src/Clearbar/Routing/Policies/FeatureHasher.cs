using Clearbar.LocalAnswers;

namespace Clearbar.Routing.Policies;

/// <summary>
/// Turns requests and answers into features: words and word pairs weighted by rarity, the class, and an outline of the text (length,
/// digits, lines, code). Rarity is counted on the learned texts only. Not thread-safe: it owns the scanner's buffers.
/// </summary>
public sealed class FeatureHasher
{
    /// <summary>2^18 slots: 1 MB of weights per prediction, and few collisions at some ten thousand distinct features.</summary>
    public const int Slots = 1 << 18;

    /// <summary>Text considered, in characters: the outline covers the rest.</summary>
    private const int MostChars = 3000;

    private const int Kinds = 2;

    private readonly FeatureScanner _scanner = new(MostChars);
    private readonly int[] _texts = new int[Slots];
    private readonly Dictionary<int, int>[] _counts = [[], []];
    private int _seen;

    /// <summary>Counts which features a text has; to be called for every learned text before <see cref="Encode"/>.</summary>
    public void Learn(string text, uint role)
    {
        Scan(text, role);
        _seen++;
        foreach (var counts in _counts)
        {
            foreach (var slot in counts.Keys)
            {
                _texts[slot]++;
            }
        }
    }

    /// <summary>Features of a request.</summary>
    public SparseFeatures Encode(RecordedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var draft = new Draft();
        draft.Add(Slot("class", request.Class), 1);
        AddText(draft, request.Text, 0);
        return draft.Build();
    }

    /// <summary>Features of a request together with one rung's answer to it.</summary>
    public SparseFeatures Encode(RecordedRequest request, int rung)
    {
        ArgumentNullException.ThrowIfNull(request);
        var outcome = request.Rungs[rung];
        var draft = new Draft();
        draft.Add(Slot("class", request.Class), 1);
        AddText(draft, request.Text, 0);
        AddText(draft, outcome.AnswerText ?? outcome.Answer ?? "", 1);
        draft.Add(Slot(outcome.Passes ? "passes" : "fails", ""), 1);
        draft.Add(Slot(outcome.Passes ? "passes" : "fails", request.Class), 1);
        draft.Add(Slot("tokens", ""), (float)Math.Log(1 + outcome.OutputTokens) / 4);
        foreach (var (name, value) in AnswerOutline.Of(request.Text, outcome.AnswerText ?? outcome.Answer ?? ""))
        {
            draft.Add(Slot(name, ""), value);
            draft.Add(Slot(name, request.Class), value);
        }

        return draft.Build();
    }

    private static int Slot(string name, string detail)
    {
        var hash = Bits.Start;
        foreach (var unit in name)
        {
            hash = Bits.Add(hash, unit);
        }

        hash = Bits.Add(hash, '\0');
        foreach (var unit in detail)
        {
            hash = Bits.Add(hash, unit);
        }

        return (int)(Bits.Key(hash, 99) >> 24) & (Slots - 1);
    }

    private void AddText(Draft draft, string text, uint role)
    {
        Scan(text, role);
        foreach (var counts in _counts)
        {
            var from = draft.Count;
            var squares = 0.0;
            foreach (var (slot, count) in counts)
            {
                // A feature of one learned text, or of none, says nothing about another request.
                if (_texts[slot] > 1)
                {
                    var value = (1 + Math.Log(count)) * Math.Log((1.0 + _seen) / _texts[slot]);
                    squares += value * value;
                    draft.Add(slot, (float)value);
                }
            }

            draft.Scale(from, squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0);
        }

        var outline = role == 0 ? "request " : "answer ";
        var digits = 0;
        var lines = 1;
        var marks = 0;
        foreach (var unit in text)
        {
            digits += char.IsAsciiDigit(unit) ? 1 : 0;
            lines += unit == '\n' ? 1 : 0;
            marks += unit is '{' or '}' or '(' or ')' or '=' or '$' or '\\' or '^' ? 1 : 0;
        }

        draft.Add(Slot(outline, "length"), (float)Math.Log(1 + text.Length) / 6);
        draft.Add(Slot(outline, "digits"), 4f * digits / (text.Length + 1));
        draft.Add(Slot(outline, "marks"), 4f * marks / (text.Length + 1));
        draft.Add(Slot(outline, "lines"), (float)Math.Log(lines) / 4);
    }

    private void Scan(string text, uint role)
    {
        foreach (var counts in _counts)
        {
            counts.Clear();
        }

        var sink = new Sink(_counts, role);
        _scanner.Scan(text, ref sink);
    }

    private readonly struct Sink(Dictionary<int, int>[] counts, uint role) : IFeatureSink
    {
        public void Add(FeatureKind kind, ulong key)
        {
            if ((int)kind < Kinds)
            {
                var slot = (int)(Bits.Key(key, role) >> 24) & (Slots - 1);
                counts[(int)kind][slot] = counts[(int)kind].GetValueOrDefault(slot) + 1;
            }
        }
    }

    private sealed class Draft
    {
        private readonly List<int> _slots = [];
        private readonly List<float> _values = [];

        public int Count => _slots.Count;

        public void Add(int slot, float value)
        {
            _slots.Add(slot);
            _values.Add(value);
        }

        public void Scale(int from, float factor)
        {
            for (var i = from; i < _values.Count; i++)
            {
                _values[i] *= factor;
            }
        }

        public SparseFeatures Build() => new([.. _slots], [.. _values]);
    }
}
