using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>One understood line of a bill.</summary>
/// <param name="Start">When the usage began, UTC; a bill by the day gives midnight.</param>
/// <param name="End">When it ended; null when the bill does not say.</param>
/// <param name="Model">The model's id on the direct API.</param>
/// <param name="Kind">What was counted.</param>
/// <param name="Tokens">How many; null when the bill gives only an amount.</param>
/// <param name="Cost">What it cost; null when the bill gives only counts.</param>
public readonly record struct BillLine(DateTimeOffset Start, DateTimeOffset? End, string Model, UsageKind Kind, decimal? Tokens, Usd? Cost)
{
    /// <summary>The provider's request id, in bills that list requests.</summary>
    public string? RequestId { get; init; }

    /// <summary>UTC day of <see cref="Start"/>.</summary>
    public DateOnly Day => DateOnly.FromDateTime(Start.UtcDateTime);
}
