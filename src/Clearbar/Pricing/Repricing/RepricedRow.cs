namespace Clearbar.Pricing.Repricing;

/// <summary>One model and class of the history under another price table.</summary>
public sealed class RepricedRow
{
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);

    public required string Model { get; init; }

    public required string Class { get; init; }

    /// <summary>Attempts priced under both tables.</summary>
    public long Attempts { get; private set; }

    /// <summary>What the ledger charged for them.</summary>
    public Usd Charged { get; private set; }

    /// <summary>What they would have cost.</summary>
    public Usd Repriced { get; private set; }

    /// <summary>Attempts the other table has no price for, or that never had final counts: in neither sum.</summary>
    public long NotPriced { get; private set; }

    /// <summary>What the ledger charged for those; a lower bound where it did not know.</summary>
    public Usd NotPricedCharged { get; private set; }

    public Usd Difference => Repriced - Charged;

    /// <summary>What to know before the figures are used.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    internal void Add(Usd charged, Usd repriced)
    {
        Attempts++;
        Charged += charged;
        Repriced += repriced;
    }

    internal void AddNotPriced(Usd charged, string reason)
    {
        NotPriced++;
        NotPricedCharged += charged;
        Note(reason);
    }

    internal void Note(string? note)
    {
        if (note is not null)
        {
            _notes.Add(note);
        }
    }
}
