using Clearbar.Certificates;
using Clearbar.Gates.Agreement;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>What counts as a good answer when a cheaper rung is compared with the model asked for.</summary>
public enum GradeBy : byte
{
    /// <summary>The same answer as the reference's; any other counts as a loss. Needs no labels and is conservative.</summary>
    Agreement,

    /// <summary>The class's gates: what they pass is right. For classes whose gates check the result itself.</summary>
    Gates,

    /// <summary>As <see cref="Agreement"/>; where the answers differ another tier says, without knowing whose is whose, which is better.</summary>
    Judge,
}

/// <summary>
/// The owner's consent to learn by shadow calls, and its limits. Only where it is given, and only with a certificate behind it, is a cheaper rung
/// used than the one asked for (invariant I8).
/// </summary>
public sealed record LearningOptions
{
    /// <summary>Rungs that may be tried in place of the model asked for, cheapest first; of these only the ones below it are.</summary>
    public IReadOnlyList<Rung> Rungs { get; init; } = [new Rung(Tier.Haiku, false), new Rung(Tier.Sonnet, false)];

    /// <summary>Largest share of any class's requests that is shadowed, 0 to 1. Default 0.05.</summary>
    public double Share { get; init; } = 0.05;

    /// <summary>The most all shadow and judge calls together may cost in a UTC day.</summary>
    public required Usd DollarsPerDay { get; init; }

    /// <summary>What a certificate must promise.</summary>
    public Promise Promise { get; init; } = Promise.Default;

    public GradeBy Grade { get; init; }

    /// <summary>How answers are compared.</summary>
    public AnswerNormaliser Compare { get; init; } = AnswerNormaliser.Text;

    /// <summary>The tier that judges where <see cref="Grade"/> says so.</summary>
    public Tier Judge { get; init; } = Tier.Sonnet;

    /// <summary>What the judge is told of a good answer.</summary>
    public string Rubric { get; init; } = "The better answer is right, does what was asked, leaves nothing out that matters and adds nothing that is made up.";

    /// <summary>File of <c>clearbar calibrate</c> whose granted certificates are taken over and then watched like any other; null for none.</summary>
    public string? Certificates { get; init; }

    /// <summary>The rungs that may stand in for a model of this family: those of a lower tier. A family that is no tier is above all of them.</summary>
    public IEnumerable<Rung> RungsBelow(string family)
    {
        foreach (var rung in Rungs)
        {
            if (!Rung.TryParse(family, out var asked) || rung.Tier < asked.Tier)
            {
                yield return rung;
            }
        }
    }
}
