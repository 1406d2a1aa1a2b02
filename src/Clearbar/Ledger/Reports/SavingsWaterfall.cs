using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>
/// From what a named model without caching would have cost to what was paid, lever by lever. Positive levers saved money, negative ones
/// cost more than they saved. Always <c>Baseline − Cache − Tier − Local − Unaccepted − NotCompared = Actual</c>, to the last digit; each
/// lever is defined in docs/ledger.md.
/// </summary>
public sealed record SavingsWaterfall
{
    /// <summary>The model compared with.</summary>
    public required string Model { get; init; }

    /// <summary>Accepted usage, every prompt token uncached, at the named model's price.</summary>
    public required Usd Baseline { get; init; }

    /// <summary>Baseline less the same usage at the named model's price with its real cache reads and writes.</summary>
    public required Usd Cache { get; init; }

    /// <summary>That, less what the accepted upstream attempts really cost: the model chosen, its endpoint and its delivery.</summary>
    public required Usd Tier { get; init; }

    /// <summary>The same for answers made locally; estimated, because the tokens they avoided are.</summary>
    public required Usd Local { get; init; }

    /// <summary>Minus what escalated, failed, broken and hung-up attempts cost: the price of trying cheaper tiers first.</summary>
    public required Usd Unaccepted { get; init; }

    /// <summary>Minus what accepted attempts cost that cannot be compared (no baseline price, or no estimate of avoided tokens).</summary>
    public required Usd NotCompared { get; init; }

    /// <summary>Cost of all settled attempts with a known price: the report's total.</summary>
    public required Usd Actual { get; init; }

    /// <summary>Accepted attempts compared.</summary>
    public required long Compared { get; init; }

    /// <summary>Accepted attempts left out of the baseline, those of unknown cost among them.</summary>
    public required long NotComparedAttempts { get; init; }

    /// <summary>All levers together; negative when the gateway cost more than the baseline would have.</summary>
    public Usd Saved => Baseline - Actual;
}
