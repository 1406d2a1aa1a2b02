using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>What was found in a bill beside its lines of Claude usage. Bounded: beyond <see cref="MaxKinds"/> kinds the rest is one bucket.</summary>
public sealed class BillRemarks
{
    /// <summary>Distinct usage types kept apart; a bill has a few dozen of Claude's.</summary>
    public const int MaxKinds = 500;

    /// <summary>Name of the bucket that takes what comes after.</summary>
    public const string Rest = "(more)";

    private readonly Dictionary<(string Type, string Reason), BillBucket> _unmatched = [];
    private readonly SortedDictionary<string, BillBucket> _notUsage = new(StringComparer.Ordinal);

    /// <summary>Rows or records read, of every kind.</summary>
    public long Read { get; set; }

    /// <summary>Those that are Claude usage and were understood.</summary>
    public long Understood { get; set; }

    /// <summary>Other services on the same bill, counted and left alone.</summary>
    public BillBucket OtherServices { get; private set; }

    /// <summary>Digits after the point of the finest amount printed: a line's amount is right to half a unit of the last.</summary>
    public byte CostDigits { get; private set; }

    /// <summary>The latest moment a line speaks of.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>The earliest moment a line speaks of.</summary>
    public DateTimeOffset? Earliest { get; private set; }

    /// <summary>Lines that look like Claude usage and were not understood, by usage type and reason.</summary>
    public IReadOnlyDictionary<(string Type, string Reason), BillBucket> Unmatched => _unmatched;

    /// <summary>Taxes, credits, refunds and discounts of Claude usage, by the bill's own word for them.</summary>
    public IReadOnlyDictionary<string, BillBucket> NotUsage => _notUsage;

    public void Other(Usd cost) => OtherServices = OtherServices.Add(0, cost);

    public void NotUsageLine(string type, Usd cost) => _notUsage[type] = _notUsage.GetValueOrDefault(type).Add(0, cost);

    public void UnmatchedLine(string type, string reason, decimal quantity, Usd cost)
    {
        var key = _unmatched.Count < MaxKinds || _unmatched.ContainsKey((type, reason)) ? (type, reason) : (Rest, reason: "");
        _unmatched[key] = _unmatched.GetValueOrDefault(key).Add(quantity, cost);
    }

    /// <summary>Takes note of an understood line.</summary>
    public void Line(in BillLine line)
    {
        Understood++;
        var end = line.End ?? line.Start;
        Latest = Latest is null || end > Latest ? end : Latest;
        Earliest = Earliest is null || line.Start < Earliest ? line.Start : Earliest;
        if (line.Cost is { } cost)
        {
            CostDigits = Math.Max(CostDigits, cost.Amount.Scale);
        }
    }
}
