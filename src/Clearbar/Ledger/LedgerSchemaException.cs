namespace Clearbar.Ledger;

/// <summary>The store's schema is not one this version can work on; the message says what to do.</summary>
public sealed class LedgerSchemaException : Exception
{
    public LedgerSchemaException()
    {
    }

    public LedgerSchemaException(string message)
        : base(message)
    {
    }

    public LedgerSchemaException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
