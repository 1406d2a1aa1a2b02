using System.Globalization;
using Clearbar.Ledger.Rollups;
using Microsoft.Data.Sqlite;

namespace Clearbar.Ledger.Sqlite;

/// <summary>
/// The store's tables and their version. <c>schema</c> has one row; its state is <c>ready</c> except where somebody changed the schema outside a
/// transaction and did not come to the end: nothing is written on top of that. This code changes it in one transaction, all or nothing.
/// </summary>
public static class SqliteSchema
{
    public const int Version = 2;

    /// <summary>Marks the file as a Clearbar ledger ("CLBR") in SQLite's own header.</summary>
    private const int ApplicationId = 0x434C4252;

    /// <summary>
    /// <c>at_us</c> is the opening, or the settlement where the opening was lost; reports select by it. Entry ids are time-ordered, so
    /// inserts go to the right edge of both b-trees. The partial index holds only what is in flight.
    /// </summary>
    private const string Create = """
        CREATE TABLE schema (version INTEGER NOT NULL, state TEXT NOT NULL);
        CREATE TABLE drained (journal_id BLOB PRIMARY KEY, segment INTEGER NOT NULL, offset INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE entries (
            entry_id BLOB NOT NULL UNIQUE, at_us INTEGER NOT NULL,
            opened_at_us INTEGER, request_id TEXT, attempt INTEGER, class TEXT, rung TEXT, deployment TEXT, surface INTEGER, model TEXT,
            asked_model TEXT, dialect INTEGER, stream INTEGER, key_id TEXT, estimated_prompt INTEGER,
            ceiling_micro INTEGER, ceiling_pico INTEGER, edits TEXT, open_price_book TEXT, tags TEXT,
            settled_at_us INTEGER, outcome INTEGER NOT NULL DEFAULT 0, status INTEGER,
            input INTEGER, cache_read INTEGER, cache_write_5m INTEGER, cache_write_1h INTEGER, output INTEGER, usage_is_final INTEGER,
            cost_micro INTEGER, cost_pico INTEGER, price_status INTEGER, lines TEXT, price_book TEXT, served_model TEXT,
            upstream_request_id TEXT, reason TEXT, first_byte_ms REAL, total_ms REAL, gateway_ms REAL,
            avoided_input INTEGER, avoided_cache_read INTEGER, avoided_cache_write_5m INTEGER, avoided_cache_write_1h INTEGER,
            avoided_output INTEGER);
        CREATE INDEX entries_at ON entries (at_us);
        CREATE INDEX entries_unsettled ON entries (entry_id) WHERE outcome = 0;
        INSERT INTO schema (version, state) VALUES (1, 'ready');
        """;

    /// <summary>Creates the tables in an empty file, brings those of an older version up to this one, and checks what there is.</summary>
    /// <exception cref="LedgerSchemaException">This version cannot work on them.</exception>
    public static void Ensure(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (Scalar(connection, transaction, "SELECT COUNT(*) FROM sqlite_master") == 0)
        {
            Run(connection, transaction, $"PRAGMA application_id = {ApplicationId};" + Create);
        }

        if (Checked(connection, transaction) < 2)
        {
            AddRollups(connection, transaction);
        }

        transaction.Commit();
    }

    /// <summary>Checks the tables of a file opened for reading.</summary>
    /// <exception cref="LedgerSchemaException">They are not this version's.</exception>
    public static void Check(SqliteConnection connection)
    {
        var version = Checked(connection, null);
        if (version < Version)
        {
            throw new LedgerSchemaException(string.Create(
                CultureInfo.InvariantCulture,
                $"{connection.DataSource} has ledger schema {version} and is read with {Version}: stop its gateway and start this version's, ")
                + "which brings it up to date.");
        }
    }

    /// <summary>The version of a ledger that is whole and not newer than this code.</summary>
    private static long Checked(SqliteConnection connection, SqliteTransaction? transaction)
    {
        var file = connection.DataSource;
        if (Scalar(connection, transaction, "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('schema', 'drained', 'entries')") != 3)
        {
            throw new LedgerSchemaException(
                $"{file} is an SQLite file but not a Clearbar ledger: move it away or choose another --data directory.");
        }

        if (Scalar(connection, transaction, "SELECT COUNT(*) FROM schema") != 1
            || Scalar(connection, transaction, "SELECT COUNT(*) FROM schema WHERE state = 'ready'") != 1)
        {
            throw new LedgerSchemaException(
                $"A change of the ledger's schema in {file} was broken off half-way. Nothing was written since. "
                + "Put back the copy made before it (or move the file away: the journal refills what it still holds), then start again.");
        }

        var version = Scalar(connection, transaction, "SELECT version FROM schema");
        if (version > Version)
        {
            throw new LedgerSchemaException(string.Create(
                CultureInfo.InvariantCulture,
                $"{file} has ledger schema {version}, written by a newer Clearbar; this one knows {Version}. ")
                + "Start the newer version again, or choose another --data directory.");
        }

        return version;
    }

    /// <summary>
    /// Version 2: hourly roll-ups, filled from the rows, and the instant before which rows may have been removed. One transaction: after a
    /// power cut in the middle the file is version 1 again.
    /// </summary>
    private static void AddRollups(SqliteConnection connection, SqliteTransaction transaction)
    {
        Run(connection, transaction, $"""
            ALTER TABLE schema ADD COLUMN kept_from_us INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE rollup_groups ({RollupTables.Groups}) WITHOUT ROWID;
            CREATE TABLE rollup_hours ({RollupTables.Sums}) WITHOUT ROWID;
            CREATE TABLE rollup_days ({RollupTables.Sums}) WITHOUT ROWID;
            CREATE TABLE gateway_days ({RollupTables.Times}) WITHOUT ROWID;
            CREATE TABLE gateway_times ({RollupTables.Times}) WITHOUT ROWID;
            """);
        SqliteRollups.Rebuild(connection, transaction);
        Run(connection, transaction, "UPDATE schema SET version = 2; PRAGMA user_version = 2;");
    }

    private static long Scalar(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Run(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
