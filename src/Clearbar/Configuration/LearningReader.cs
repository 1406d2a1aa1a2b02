using Clearbar.Certificates;
using Clearbar.Gates.Agreement;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>
/// Reads <c>learning</c>: at the root for every class without a ladder, in a class for that class alone (what it leaves out is the root's), or
/// <c>false</c> there to keep the class out of it.
/// </summary>
public static class LearningReader
{
    private static readonly Dictionary<string, GradeBy> Grades = new(StringComparer.Ordinal)
    {
        ["agreement"] = GradeBy.Agreement,
        ["gates"] = GradeBy.Gates,
        ["judge"] = GradeBy.Judge,
    };

    private static readonly Dictionary<string, Tier> Judges = new(StringComparer.Ordinal)
    {
        ["haiku"] = Tier.Haiku,
        ["sonnet"] = Tier.Sonnet,
        ["opus"] = Tier.Opus,
    };

    /// <summary>Null when the node has errors.</summary>
    /// <param name="root">What applies where the node is silent; null at the root.</param>
    public static LearningOptions? Read(ConfigNode node, LearningOptions? root, string baseDirectory)
    {
        var dollars = node.Money("dollarsPerDay") is { } amount ? new Usd(amount) : root?.DollarsPerDay;
        foreach (var ofAll in (ReadOnlySpan<string>)["dollarsPerDay", "share", "certificates"])
        {
            if (root is not null && node.Has(ofAll))
            {
                node.Fail(ofAll, "stands once, at the root's 'learning': it holds for all classes together");
            }
        }

        if (dollars is null)
        {
            node.Fail("dollarsPerDay", "is required: the most that shadow calls may cost in a day, such as 2.00");
        }

        var options = new LearningOptions { DollarsPerDay = dollars ?? Usd.Zero };
        options = root ?? options;
        options = options with
        {
            Rungs = ReadRungs(node) is { Count: > 0 } rungs ? rungs : options.Rungs,
            Share = node.Fraction("share", 0, 1) ?? options.Share,
            Promise = new Promise(
                node.Fraction("epsilon", 0.001, 0.5) ?? options.Promise.Epsilon, node.Fraction("delta", 0.001, 0.5) ?? options.Promise.Delta),
            Grade = node.Choice("grade", Grades) ?? options.Grade,
            Compare = ReadCompare(node) ?? options.Compare,
            Judge = node.Choice("judge", Judges) ?? options.Judge,
            Rubric = node.Text("rubric") ?? options.Rubric,
            Certificates = node.Text("certificates") is { } file ? Path.Combine(baseDirectory, file) : options.Certificates,
        };
        node.RejectUnknownKeys();
        return options;
    }

    private static AnswerNormaliser? ReadCompare(ConfigNode node)
    {
        if (node.Text("compare") is not { } text)
        {
            return null;
        }

        if (AnswerNormaliser.TryParse(text, out var normaliser))
        {
            return normaliser;
        }

        node.Fail("compare", $"'{text}' is not one of {AnswerNormaliser.Words}");
        return null;
    }

    private static List<Rung> ReadRungs(ConfigNode node)
    {
        var rungs = new List<Rung>();
        foreach (var text in node.Texts("rungs"))
        {
            if (!Rung.TryParse(text, out var rung) || rung.IsLocal)
            {
                node.Fail("rungs", $"'{text}' is not one of haiku, haiku+thinking, sonnet, sonnet+thinking, opus, opus+thinking");
            }
            else if (rungs.Contains(rung))
            {
                node.Fail("rungs", $"'{text}' stands twice");
            }
            else
            {
                rungs.Add(rung);
            }
        }

        return rungs;
    }
}
