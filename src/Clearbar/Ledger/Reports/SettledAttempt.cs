using Clearbar.Ledger.Rollups;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>What a waterfall needs to know of one settled attempt, or of several that are priced alike.</summary>
/// <param name="Date">UTC day it was opened on, for the baseline's price.</param>
/// <param name="Outcome">Never <see cref="EntryOutcome.Open"/> or <see cref="EntryOutcome.Abandoned"/>.</param>
/// <param name="Surface">Where it was answered.</param>
/// <param name="Usage">Tokens the upstream reported.</param>
/// <param name="Avoided">Tokens that a baseline has instead of <paramref name="Usage"/>: of a local answer, and of a repaired one.</param>
/// <param name="Cost">Its charge; null when unknown.</param>
public readonly record struct SettledAttempt(
    DateOnly Date, EntryOutcome Outcome, Surface Surface, TokenUsage Usage, TokenUsage? Avoided, Usd? Cost)
{
    /// <summary>A rung put its own answer right; its prompt holds the first one as well.</summary>
    public bool IsRepair { get; init; }

    /// <summary>What the same answer would have been for a baseline; null where nobody knows.</summary>
    public TokenUsage? Compared => Surface == Surface.Local || IsRepair ? Avoided : Usage;

    /// <summary>How many attempts this is the sum of.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Length by which the prompt tier of every one of them is chosen; null for the length of the usage itself.</summary>
    public long? PromptOfEach { get; init; }

    /// <summary>The attempts of a cell.</summary>
    public static SettledAttempt Of(ReportCell cell)
    {
        var (group, sums) = (cell.Group, cell.Sums);
        var avoided = UsageShape.KnowsAvoided(group.Shape) ? sums.Avoided : (TokenUsage?)null;
        var cost = UsageShape.IsPriced(group.Shape) ? sums.Cost : (Usd?)null;
        return new SettledAttempt(cell.Day, group.Outcome, group.Surface ?? Surface.Bedrock, sums.Usage, avoided, cost)
        {
            Count = sums.Attempts,
            IsRepair = Rung.IsRepair(group.Rung),
            PromptOfEach = UsageShape.PromptOf(group.Shape),
        };
    }
}
