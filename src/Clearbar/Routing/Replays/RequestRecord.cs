using Clearbar.Ledger;
using Clearbar.Ledger.Exports;

namespace Clearbar.Routing.Replays;

/// <summary>All entries of one request.</summary>
/// <param name="Class">The class of its first entry.</param>
/// <param name="Entries">In the order they were opened.</param>
public sealed record RequestRecord(string Class, IReadOnlyList<StoredEntry> Entries)
{
    /// <summary>
    /// What it cost as a report counts it: the known charges of settled attempts. Open and abandoned ones are told of apart there, as they may have
    /// cost nothing.
    /// </summary>
    public decimal Cost
    {
        get
        {
            var sum = 0m;
            foreach (var entry in Entries)
            {
                sum += CostOf(entry);
            }

            return sum;
        }
    }

    /// <summary>The answer the client got, with final counts at a known price; null when there is none.</summary>
    public StoredEntry? Answer
    {
        get
        {
            StoredEntry? answer = null;
            foreach (var entry in Entries)
            {
                answer = entry is { Outcome: EntryOutcome.Accepted, IsFirm: true } ? entry : answer;
            }

            return answer;
        }
    }

    /// <summary>An entry's part of <see cref="Cost"/>.</summary>
    public static decimal CostOf(StoredEntry entry)
        => entry.Outcome is EntryOutcome.Open or EntryOutcome.Abandoned ? 0 : entry.Cost?.Amount ?? 0;

    /// <summary>
    /// Whether an answer passed its gates, or met none: what did not pass was escalated, or relayed with the reason because no rung was left.
    /// </summary>
    public static bool Passed(StoredEntry entry) => entry.Outcome == EntryOutcome.Accepted && entry.Reason is null;

    /// <summary>Whether the entry is an answer of a rung, good or not: not an error, and not a call the gateway made for itself.</summary>
    public static bool IsAnswer(StoredEntry entry)
        => entry.Outcome is EntryOutcome.Accepted or EntryOutcome.Escalated && entry.IsFirm;
}
