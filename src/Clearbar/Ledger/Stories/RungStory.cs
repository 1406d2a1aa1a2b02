using Clearbar.Pricing;

namespace Clearbar.Ledger.Stories;

/// <summary>What a rung did for a class.</summary>
public sealed class RungStory(string name)
{
    public string Name { get; } = name;

    /// <summary>Answers that reached the client.</summary>
    public long Accepted { get; private set; }

    /// <summary>Answers that did not pass.</summary>
    public long Escalated { get; private set; }

    /// <summary>All other attempts: errors, hang-ups, calls the gateway made for itself.</summary>
    public long Other { get; private set; }

    public Usd Cost { get; private set; }

    internal void Add(EntryOutcome outcome, Usd cost)
    {
        Accepted += outcome == EntryOutcome.Accepted ? 1 : 0;
        Escalated += outcome == EntryOutcome.Escalated ? 1 : 0;
        Other += outcome is EntryOutcome.Accepted or EntryOutcome.Escalated ? 0 : 1;
        Cost += cost;
    }
}
