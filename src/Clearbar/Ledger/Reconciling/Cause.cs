namespace Clearbar.Ledger.Reconciling;

/// <summary>Why a bill and the ledger differ. Names are part of the JSON output: append only.</summary>
public enum Cause
{
    /// <summary>The bill has tokens the ledger does not know: calls that went past the gateway, or entries that were lost.</summary>
    MissingInLedger,

    /// <summary>The ledger has tokens the bill does not: not billed, billed to another account, or a bill that was cut.</summary>
    MissingInBill,

    /// <summary>Same tokens, another price per token.</summary>
    PriceDiffers,

    /// <summary>Same tokens, billed at another endpoint scope or delivery than the ledger recorded.</summary>
    ScopeDiffers,

    /// <summary>The amounts differ and the bill has no counts that would say why.</summary>
    AmountDiffers,

    /// <summary>No more than half a unit of the last digit the bill prints, per line.</summary>
    Rounding,

    /// <summary>The day was not over, or the bill's last 24 hours were not complete, when the bill was made.</summary>
    NotYetInBill,

    /// <summary>Within the ceilings of attempts whose counts the ledger does not know: abandoned, broken off, hung up, without a price.</summary>
    UncertainEntries,

    /// <summary>Calls that ran over midnight UTC, on the neighbouring day of the bill.</summary>
    Overnight,
}
