using System.Runtime.InteropServices;
using Clearbar.LocalAnswers.Learning;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// Fits a <see cref="MemberModel"/>: maximum likelihood of the options that are what was said, by Adagrad (Duchi, Hazan, Singer 2011) with part of the
/// features left out at random. Deterministic.
/// </summary>
internal sealed class MemberTrainer
{
    /// <summary>Examples a shape must have been copied from.</summary>
    public const int FewestOfShape = 3;

    /// <summary>Examples a feature must occur in.</summary>
    private const int FewestOfFeature = 2;

    private readonly IReadOnlyList<SpanRow> _rows;
    private readonly int _member;
    private readonly int[] _learned;
    private readonly SpanExtractorOptions _options;
    private readonly Dictionary<uint, SpanForm> _forms;
    private readonly MemberValue[] _constants;
    private readonly Dictionary<ulong, int> _constantOf = [];
    private readonly Dictionary<uint, int> _features;
    private readonly Dictionary<uint, int> _words;

    /// <param name="member">Index of the member.</param>
    /// <param name="learned">Rows to learn from.</param>
    /// <param name="names">Values that may be said as constants, by hash.</param>
    public MemberTrainer(
        IReadOnlyList<SpanRow> rows, int member, int[] learned, IReadOnlyDictionary<ulong, string> names, SpanExtractorOptions options)
    {
        (_rows, _member, _learned, _options) = (rows, member, learned, options);
        _forms = FormsOfShapes();
        _constants = ConstantsOf(names);
        _features = Index(static (trainer, row, seen) =>
        {
            for (var span = 0; span < row.Sheet.Count; span++)
            {
                if (trainer._forms.ContainsKey(row.Sheet.Shapes[span]))
                {
                    foreach (var feature in row.Sheet.FeaturesOf(span))
                    {
                        seen.Add(feature);
                    }
                }
            }
        });
        _words = Index(static (_, row, seen) =>
        {
            seen.UnionWith(row.Sheet.Words);
            seen.UnionWith(row.Sheet.Shapes);
        });
    }

    public MemberModel Fit(string name, ulong seed, CancellationToken cancellation)
    {
        var width = _constants.Length + 1;
        var spans = new AdagradWeights(_features.Count, 1);
        var words = new AdagradWeights(_words.Count + MemberModel.Biases, width);
        var prepared = new Choice[_learned.Length];
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = Prepare(_rows[_learned[i]]);
        }

        var random = new SeededRandom(seed);
        var order = new int[prepared.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        for (var epoch = 0; epoch < _options.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (var i in order)
            {
                Step(prepared[i], spans, words, random);
            }
        }

        return new MemberModel(name, _forms, _constants, _features, spans.Values, _words, words.Values);
    }

    /// <summary>For each shape that answers were copied from, the form most of them had.</summary>
    private Dictionary<uint, SpanForm> FormsOfShapes()
    {
        var votes = new Dictionary<uint, int[]>();
        foreach (var row in _learned)
        {
            var seen = new HashSet<(uint, int)>();
            foreach (var (span, forms) in _rows[row].Targets[_member].Matches)
            {
                var shape = _rows[row].Sheet.Shapes[span];
                ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(votes, shape, out _);
                counts ??= new int[SpanForms.Count];
                for (var form = 0; form < SpanForms.Count; form++)
                {
                    counts[form] += (forms >> form & 1) != 0 && seen.Add((shape, form)) ? 1 : 0;
                }
            }
        }

        var chosen = new Dictionary<uint, SpanForm>();
        foreach (var (shape, counts) in votes)
        {
            var best = Array.IndexOf(counts, counts.Max());
            if (counts[best] >= FewestOfShape)
            {
                chosen[shape] = (SpanForm)best;
            }
        }

        return chosen;
    }

    private MemberValue[] ConstantsOf(IReadOnlyDictionary<ulong, string> names)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var row in _learned)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, _rows[row].Targets[_member].Constant, out _)++;
        }

        var constants = new List<MemberValue>();
        foreach (var (hash, count) in counts.OrderBy(static pair => pair.Key))
        {
            if (count >= LabelBook.Recurrences && names.TryGetValue(hash, out var name) && MemberValue.OfName(name) is { } value)
            {
                _constantOf[hash] = constants.Count;
                constants.Add(value);
            }
        }

        return [.. constants];
    }

    private Dictionary<uint, int> Index(Action<MemberTrainer, SpanRow, HashSet<uint>> find)
    {
        var counts = new Dictionary<uint, int>();
        var seen = new HashSet<uint>();
        foreach (var row in _learned)
        {
            seen.Clear();
            find(this, _rows[row], seen);
            foreach (var feature in seen)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _)++;
            }
        }

        var index = new Dictionary<uint, int>();
        foreach (var (feature, count) in counts.OrderBy(static pair => pair.Key))
        {
            if (count >= FewestOfFeature)
            {
                index[feature] = index.Count;
            }
        }

        return index;
    }

    private Choice Prepare(SpanRow row)
    {
        var target = row.Targets[_member];
        var options = new List<int[][]>();
        var right = new List<bool>();
        for (var span = 0; span < row.Sheet.Count; span++)
        {
            if (_forms.TryGetValue(row.Sheet.Shapes[span], out var form))
            {
                var families = new int[SpanSheet.Families][];
                for (var family = 0; family < families.Length; family++)
                {
                    families[family] = Rows(row.Sheet.FeaturesOf(span, family), _features);
                }

                options.Add(families);
                right.Add(target.Is(span, form));
            }
        }

        var constant = _constantOf.TryGetValue(target.Constant, out var known) ? known : right.Contains(true) ? -1 : _constants.Length;
        for (var k = 0; k <= _constants.Length; k++)
        {
            right.Add(k == constant);
        }

        return new Choice([.. options], [.. right], Rows(row.Sheet.TextFeaturesOf(0), _words), Rows(row.Sheet.TextFeaturesOf(1), _words));
    }

    private static int[] Rows(ReadOnlySpan<uint> found, Dictionary<uint, int> index)
    {
        var rows = new List<int>(found.Length);
        foreach (var feature in found)
        {
            if (index.TryGetValue(feature, out var row))
            {
                rows.Add(row);
            }
        }

        return [.. rows];
    }

    /// <summary>One example: the chance of each option moves towards those that are right.</summary>
    private void Step(Choice choice, AdagradWeights spans, AdagradWeights words, SeededRandom random)
    {
        var width = _constants.Length + 1;
        var scores = new double[choice.Right.Length];
        var kept = new int[choice.Options.Length][][];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = new int[SpanSheet.Families][];
            for (var family = 0; family < SpanSheet.Families; family++)
            {
                kept[i][family] = Keep(choice.Options[i][family], _options.FeatureDropout, random);
                scores[i] += spans.Score(kept[i][family], 0);
            }
        }

        var bias = _words.Count + Math.Min(kept.Length, MemberModel.Biases - 1);
        var keptWords = Keep(choice.Words, _options.FeatureDropout, random);
        var keptShapes = Keep(choice.Shapes, _options.FeatureDropout, random);
        for (var k = 0; k < width; k++)
        {
            scores[kept.Length + k] = words.Score(keptWords, k) + words.Score(keptShapes, k) + words.At(bias, k);
        }

        ToGradient(scores, choice.Right);
        for (var i = 0; i < kept.Length; i++)
        {
            foreach (var family in kept[i])
            {
                spans.Move(family, 0, scores[i], _options.StepSize);
            }
        }

        for (var k = 0; k < width; k++)
        {
            words.Move(keptWords, k, scores[kept.Length + k], _options.WordStepSize);
            words.Move(keptShapes, k, scores[kept.Length + k], _options.WordStepSize);
            words.Move([bias], k, scores[kept.Length + k], _options.StepSize);
        }
    }

    private static int[] Keep(int[] rows, float dropout, SeededRandom random)
    {
        var kept = new int[rows.Length];
        var count = 0;
        foreach (var row in rows)
        {
            if (random.Unit() >= dropout)
            {
                kept[count++] = row;
            }
        }

        return kept.AsSpan(0, count).ToArray();
    }

    /// <summary>Scores become chances minus what they should be: all of it on the right options, in the proportion they have.</summary>
    private static void ToGradient(double[] scores, bool[] right)
    {
        var (most, total, good) = (double.NegativeInfinity, 0.0, 0.0);
        foreach (var score in scores)
        {
            most = Math.Max(most, score);
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = PortableMath.Exp(scores[i] - most);
            total += scores[i];
            good += right[i] ? scores[i] : 0;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = (scores[i] / total) - (right[i] ? scores[i] / Math.Max(good, 1e-300) : 0);
        }
    }

    /// <summary>One example: rows of features per candidate and family, which options are right (candidates, constants, none), rows of the text's words and shapes.</summary>
    private sealed record Choice(int[][][] Options, bool[] Right, int[] Words, int[] Shapes);
}
