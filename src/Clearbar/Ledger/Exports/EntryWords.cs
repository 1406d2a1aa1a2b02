using Clearbar.Pricing;

namespace Clearbar.Ledger.Exports;

/// <summary>Stable words of exports for what the ledger keeps as numbers. Append only.</summary>
internal static class EntryWords
{
    private static readonly string[] s_outcomes = 
    [
        "open", "accepted", "escalated", "failed", "broken", "clientGone", "abandoned", "shadow", "sample", "judge",
    ];
    private static readonly string[] s_statuses = ["exact", "estimated", "unknown"];

    public static string Of(EntryOutcome outcome) => s_outcomes[(int)outcome];

    public static string Of(PriceStatus status) => s_statuses[(int)status];

    public static bool TryOutcome(string? word, out EntryOutcome outcome)
    {
        var index = Array.IndexOf(s_outcomes, word);
        outcome = (EntryOutcome)Math.Max(index, 0);
        return index >= 0;
    }

    public static bool TryStatus(string? word, out PriceStatus status)
    {
        var index = Array.IndexOf(s_statuses, word);
        status = (PriceStatus)Math.Max(index, 0);
        return index >= 0;
    }
}
