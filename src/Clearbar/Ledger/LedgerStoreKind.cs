namespace Clearbar.Ledger;

/// <summary>Kinds of stores.</summary>
public enum LedgerStoreKind : byte
{
    /// <summary>A file in the data directory, for one gateway.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, for any number of gateways.</summary>
    Postgres,
}
