namespace Clearbar.LocalAnswers.Learning;

/// <summary>Examples made ready for a training: hashes replaced by names, and what has no name put under one label that is never answered.</summary>
public sealed class LearningSample
{
    /// <summary>
    /// What is none of the labels: unreadable answers and rare ones. They are learned like a label, and an answer of rung 0 to such a text
    /// counts as wrong. No model can say it: a label is trimmed, and this is not.
    /// </summary>
    public const string Other = " other ";

    /// <summary>Share of the examples that the recurring labels must cover for a class to be closed.</summary>
    public const double ClosedShare = 0.9;

    private LearningSample(List<(FeatureBag, string, bool)> rows, int labels, bool hasOther, string? whyNot)
    {
        (Rows, LabelCount, HasOther, WhyNot) = (rows, labels, hasOther, whyNot);
    }

    public IReadOnlyList<(FeatureBag Features, string Label, bool Measured)> Rows { get; }

    /// <summary>Labels that may be answered.</summary>
    public int LabelCount { get; }

    public bool HasOther { get; }

    /// <summary>Why these examples cannot be trained on; null when they can.</summary>
    public string? WhyNot { get; }

    /// <param name="nameOf">The name of a label's hash; null where it is not known.</param>
    /// <param name="declared">Whether the owner listed the labels.</param>
    public static LearningSample Of(IReadOnlyList<LabelExample> examples, Func<ulong, string?> nameOf, bool declared)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(nameOf);
        var counts = new Dictionary<ulong, int>();
        foreach (var example in examples)
        {
            counts[example.Label] = counts.GetValueOrDefault(example.Label) + 1;
        }

        var names = new Dictionary<ulong, string>();
        var named = 0;
        foreach (var (label, count) in counts)
        {
            if ((declared || count >= LabelBook.Recurrences) && nameOf(label) is { } name)
            {
                names[label] = name;
                named += count;
            }
        }

        var rows = new List<(FeatureBag, string, bool)>(examples.Count);
        foreach (var example in examples)
        {
            rows.Add((example.Features, names.GetValueOrDefault(example.Label, Other), example.IsUniform));
        }

        return new LearningSample(rows, names.Count, named < examples.Count, Judge(names.Count, named, counts.Count, examples.Count, declared));
    }

    private static string? Judge(int labels, int named, int distinct, int examples, bool declared)
    {
        if (labels < 2)
        {
            return $"the accepted answers hold {labels} recurring labels, and two are the least; check 'labelMember' and 'labels'";
        }

        return declared || named >= ClosedShare * examples
            ? null
            : $"not a closed-label class: {distinct} different answers in {examples}, and the recurring ones cover {100.0 * named / examples:F0} % of them";
    }
}
