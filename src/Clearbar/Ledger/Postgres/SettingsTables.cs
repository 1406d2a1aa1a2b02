namespace Clearbar.Ledger.Postgres;

/// <summary>The tables of what all replicas obey: issued keys and the configuration.</summary>
internal static class SettingsTables
{
    /// <summary>
    /// Version 3 of the schema. <c>entry</c> is what the key file has of a key: hashes and sealed secrets, nothing clear. Every change of
    /// keys raises the one row of <c>issued_keys_revision</c>, which so makes them come one after another and tells a replica whether it
    /// must read. Rows of <c>configurations</c> are only ever added; the one with the highest version is in force.
    /// </summary>
    public const string Version3 = """
        CREATE TABLE issued_keys (id TEXT PRIMARY KEY, place BIGINT GENERATED ALWAYS AS IDENTITY, entry JSON NOT NULL);
        CREATE TABLE issued_keys_revision (revision BIGINT NOT NULL);
        INSERT INTO issued_keys_revision VALUES (0);
        CREATE TABLE configurations (
            version BIGINT PRIMARY KEY, text TEXT NOT NULL, pushed_at TIMESTAMPTZ NOT NULL, pushed_by TEXT NOT NULL, restores BIGINT);
        """;
}
