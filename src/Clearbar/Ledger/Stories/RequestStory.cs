using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Stories;

/// <summary>One request: its attempts, what they cost together, and what the asked model would have cost.</summary>
public sealed record RequestStory
{
    public required string RequestId { get; init; }

    /// <summary>In the order they were made; at least one.</summary>
    public required IReadOnlyList<StoredEntry> Attempts { get; init; }

    /// <summary>Known charges of settled attempts, as a report adds them.</summary>
    public required Usd Cost { get; init; }

    /// <summary>Attempts whose charge is not known, open and abandoned ones among them.</summary>
    public required int Uncertain { get; init; }

    /// <summary>The most those can have cost; null when one of them has no ceiling.</summary>
    public required Usd? UncertainCeiling { get; init; }

    /// <summary>From what the baseline would have cost to what was paid.</summary>
    public required SavingsWaterfall Waterfall { get; init; }

    /// <summary>The model asked for is itself the baseline; otherwise the client left the choice open.</summary>
    public required bool BaselineIsAsked { get; init; }

    /// <summary>Makes the story of a request's entries.</summary>
    /// <param name="attempts">At least one, in their order.</param>
    /// <param name="book">Prices the baseline, at the day's list price.</param>
    /// <param name="tiers">The model of each tier; the dearest is the baseline where the client left the choice open, as in reports.</param>
    public static RequestStory Of(IReadOnlyList<StoredEntry> attempts, PriceBook book, IReadOnlyDictionary<Tier, string> tiers)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(tiers);
        ArgumentOutOfRangeException.ThrowIfZero(attempts.Count);
        var asked = Asked(attempts[0].AskedModel, book, tiers);
        var waterfall = new WaterfallBuilder(asked ?? tiers[Tier.Opus], new PriceBookPricer(book));
        var uncertain = 0;
        Usd? ceiling = Usd.Zero;
        foreach (var entry in attempts)
        {
            var isSettled = entry.Outcome is not (EntryOutcome.Open or EntryOutcome.Abandoned);
            if (isSettled)
            {
                waterfall.Add(new SettledAttempt(
                    entry.Day, entry.Outcome, entry.Surface ?? Surface.Bedrock, entry.Usage, entry.Avoided, entry.Cost)
                {
                    IsRepair = Rung.IsRepair(entry.Rung),
                });
            }

            if (!isSettled || entry.Cost is null)
            {
                uncertain++;
                ceiling = ceiling is { } sum && entry.Ceiling is { } most ? sum + most : null;
            }
        }

        var whole = waterfall.ToWaterfall();
        return new RequestStory
        {
            RequestId = attempts[0].RequestId ?? "",
            Attempts = attempts,
            Cost = whole.Actual,
            Uncertain = uncertain,
            UncertainCeiling = ceiling,
            Waterfall = whole,
            BaselineIsAsked = asked is not null,
        };
    }

    /// <summary>The model a client meant by what it asked for; null for <c>auto</c> and what the price book does not know.</summary>
    private static string? Asked(string? asked, PriceBook book, IReadOnlyDictionary<Tier, string> tiers)
    {
        if (asked is null)
        {
            return null;
        }

        return Rung.TryParse(asked, out var rung) && rung.Tier is { } tier ? tiers.GetValueOrDefault(tier)
            : book.Ids.TryResolve(asked, out _) ? asked
            : null;
    }
}
