using Clearbar.Pricing;

namespace Clearbar.Torture.Audit;

/// <summary>What one comparison of ledger and bill found.</summary>
internal sealed record Verdict
{
    public int Entries { get; set; }

    /// <summary>Entries with the upstream's final usage.</summary>
    public int Settled { get; set; }

    /// <summary>What the ledger says the settled entries cost.</summary>
    public Usd LedgerCost { get; set; }

    /// <summary>What the emulator's bill says the same attempts cost, priced here.</summary>
    public Usd BillCost { get; set; }

    /// <summary>Entries marked as not known: the gateway died, or the client hung up.</summary>
    public int Unknown { get; set; }

    /// <summary>The most the unknown ones can have cost, as the ledger says.</summary>
    public Usd UnknownCeiling { get; set; }

    /// <summary>What the bill says the unknown ones cost.</summary>
    public Usd UnknownBill { get; set; }

    /// <summary>Everything that does not agree, in words.</summary>
    public List<string> Differences { get; } = [];

    public bool Agrees => Differences.Count == 0;
}
