namespace Clearbar.Configuration;

/// <summary>Reads <c>classes.X.local</c>: a trained answerer, or the switch that lets rung 0 learn from the traffic.</summary>
internal static class LocalReader
{
    private static readonly string[] OfLearning = ["labels", "extract", "confidenceLevel", "maxExamples", "check"];

    private const int MostMembers = 16;

    public static LocalOptions? Read(ConfigNode node, string baseDirectory)
    {
        var answerer = node.Text("answerer");
        var agreement = node.Fraction("agreement", 0.5, 0.9999) ?? 0.97;
        var (labelMember, confidenceMember) = (node.Text("labelMember"), node.Text("confidenceMember"));
        var learns = node.Flag("learn") is true;
        var local = new LocalOptions
        {
            Answerer = answerer is null ? null : Path.Combine(baseDirectory, answerer),
            Confidence = node.Fraction("confidence", 0, 1),
            Agreement = agreement,
            LabelMember = labelMember,
            ConfidenceMember = confidenceMember,
            Learning = ReadLearning(node, learns) is { } learning
                ? learning with { Agreement = agreement, LabelMember = labelMember, ConfidenceMember = confidenceMember }
                : null,
        };
        node.RejectUnknownKeys();
        if (learns)
        {
            Refuse(node, ["answerer", "confidence"], "cannot stand beside 'learn': what is learned replaces a trained file, and 'agreement' decides");
        }
        else if (answerer is null)
        {
            node.Fail("answerer", "is required: a file made by 'clearbar train'; or set 'learn' to true");
            return null;
        }

        return local;
    }

    private static LocalLearningOptions? ReadLearning(ConfigNode node, bool learns)
    {
        var learning = new LocalLearningOptions
        {
            Labels = ReadLabels(node),
            Extract = ReadExtract(node),
            ConfidenceLevel = node.Fraction("confidenceLevel", 0.5, 0.9999) ?? 0.95,
            MaxExamples = (int)(node.Integer("maxExamples", 100, 200_000) ?? 20_000),
            Check = node.Fraction("check", 0.001, 1) ?? 0.02,
        };
        if (!learns)
        {
            Refuse(node, OfLearning, "means something only with 'learn': true");
        }
        else if (node.Has("extract"))
        {
            Refuse(node, ["labels", "labelMember"], "cannot stand beside 'extract': name the member there; values that recur are found");
        }

        return learns ? learning : null;
    }

    /// <summary><c>true</c> for the whole answer, or the names of its members; null when absent.</summary>
    private static IReadOnlyList<string>? ReadExtract(ConfigNode node)
    {
        if (!node.Has("extract"))
        {
            return null;
        }

        if (node.IsTrue("extract"))
        {
            if (node.Has("confidenceMember"))
            {
                node.Fail("confidenceMember", "needs an answer with members; name them in 'extract'");
            }

            return [];
        }

        var members = node.Texts("extract");
        if (members.Count is 0 or > MostMembers || members.Distinct(StringComparer.Ordinal).Count() < members.Count
            || members.Any(static member => member.Length is 0 or > 64 || member.Contains('\n', StringComparison.Ordinal)))
        {
            node.Fail("extract", $"must be true for the whole answer, or an array of 1 to {MostMembers} different names of its members");
        }

        return members;
    }

    private static IReadOnlyList<string> ReadLabels(ConfigNode node)
    {
        var labels = node.Texts("labels");
        foreach (var label in labels)
        {
            if (label.Length is 0 or > LocalAnswers.Learning.LabelBook.LongestLabel || label.Trim().Length != label.Length)
            {
                node.Fail("labels", $"'{label}' is no label: 1 to {LocalAnswers.Learning.LabelBook.LongestLabel} characters without spaces around them");
            }
        }

        if (labels.Count == 1 || labels.Count > LocalAnswers.Learning.LabelBook.MostLabels)
        {
            node.Fail("labels", $"needs 2 to {LocalAnswers.Learning.LabelBook.MostLabels} labels, or leave it out to have them found");
        }

        return labels;
    }

    private static void Refuse(ConfigNode node, IReadOnlyList<string> names, string why)
    {
        foreach (var name in names)
        {
            if (node.Has(name))
            {
                node.Fail(name, why);
            }
        }
    }
}
