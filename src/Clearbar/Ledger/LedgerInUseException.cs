namespace Clearbar.Ledger;

/// <summary>Another process writes the ledger of this data directory.</summary>
public sealed class LedgerInUseException : Exception
{
    public LedgerInUseException()
    {
    }

    public LedgerInUseException(string message)
        : base(message)
    {
    }

    public LedgerInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
