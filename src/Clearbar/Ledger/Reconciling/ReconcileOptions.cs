using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>What to compare, and how much may differ.</summary>
public sealed record ReconcileOptions
{
    /// <summary>First instant compared, on both sides; null for the day of the bill's first line.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant no longer compared; null for 24 hours after the bill's last line, to the end of that day.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Unexplained dollars that are still no bad news. Default one cent.</summary>
    public Usd Tolerance { get; init; } = new(0.01m);

    /// <summary>Compares the emulator's entries too, as the surface they stand in for: a rehearsal, no money was spent.</summary>
    public bool IncludeEmulated { get; init; }

    /// <summary>The bill is final: nothing is excused as not yet in it.</summary>
    public bool IsFinal { get; init; }
}
