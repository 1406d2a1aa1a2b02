namespace Clearbar.Ledger;

/// <summary>Which store a ledger is drained into.</summary>
public sealed record LedgerStoreOptions
{
    /// <summary>Variable that is read when the configuration names none.</summary>
    public const string DefaultConnectionFrom = "CLEARBAR_POSTGRES";

    /// <summary>Default: one SQLite file in the data directory.</summary>
    public LedgerStoreKind Kind { get; init; } = LedgerStoreKind.Sqlite;

    /// <summary>Name of the environment variable that holds the connection string of <see cref="LedgerStoreKind.Postgres"/>.</summary>
    public string ConnectionFrom { get; init; } = DefaultConnectionFrom;

    /// <summary>Whole UTC days before today that entries are kept, from 1; null keeps them for ever. Roll-ups are always kept.</summary>
    public int? RetentionDays { get; init; }
}
