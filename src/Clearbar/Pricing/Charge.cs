using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>What a usage costs, line by line.</summary>
public sealed record Charge
{
    /// <summary>Exact, unrounded lines before the discount.</summary>
    public required IReadOnlyList<ChargeLine> Lines { get; init; }

    /// <summary>The sum after the discount; add sums, not rounded totals.</summary>
    public required ExactSum Sum { get; init; }

    /// <summary>Remarks, see <see cref="PriceFlags"/>.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    public required PriceStatus Status { get; init; }

    /// <summary>The model's id on the direct API.</summary>
    public required string ModelId { get; init; }

    /// <summary>The tokens charged.</summary>
    public required TokenUsage Tokens { get; init; }

    /// <summary>Discount already taken off <see cref="Sum"/>, in percent.</summary>
    public required decimal DiscountPercent { get; init; }

    /// <summary>Version of the book the prices came from.</summary>
    public required string PriceBook { get; init; }

    /// <summary>The amount in dollars; exact unless hours left a repeating fraction (<see cref="ExactSum.IsFinite"/>).</summary>
    public Usd Total => Sum.Total;
}
