using System.Globalization;
using Clearbar.Ledger.Rollups;
using Npgsql;

namespace Clearbar.Ledger.Postgres;

/// <summary>
/// The store's tables and their version. Created and changed in one transaction under an advisory lock, so that of several gateways that
/// start together one does it and the others find it done, and none ever sees half of it.
/// </summary>
public static class PostgresSchema
{
    private const int OldestServer = 13;

    /// <summary>
    /// Version 1. <c>entries</c> is partitioned by the UTC day in the entry's own id (see <see cref="EntryDay"/>), so that both halves of an
    /// entry find the same partition without a look-up; ids that are no time go to the default partition. The partial index holds what is in
    /// flight. Rows lie in the order of their time, which is what the block-range index lives on. Roll-up rows are updated all the time:
    /// half-filled pages let an update stay on its page.
    /// </summary>
    private static readonly string s_version1 = $"""
        CREATE TABLE schema (version INTEGER NOT NULL, state TEXT NOT NULL, kept_from_us BIGINT NOT NULL DEFAULT 0);
        CREATE TABLE drained (
            journal_id UUID PRIMARY KEY, journal_no BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
            segment BIGINT NOT NULL, "offset" BIGINT NOT NULL, seen_at TIMESTAMPTZ NOT NULL);
        CREATE TABLE entries (
            day DATE NOT NULL, entry_id UUID NOT NULL, journal_no BIGINT NOT NULL, at_us BIGINT NOT NULL,
            opened_at_us BIGINT, request_id TEXT, attempt INTEGER, class TEXT, rung TEXT, deployment TEXT, surface SMALLINT, model TEXT,
            asked_model TEXT, dialect SMALLINT, stream SMALLINT, key_id TEXT, estimated_prompt BIGINT,
            ceiling_micro BIGINT, ceiling_pico BIGINT, edits TEXT, open_price_book TEXT, tags TEXT,
            settled_at_us BIGINT, outcome SMALLINT NOT NULL DEFAULT 0, status INTEGER,
            input BIGINT, cache_read BIGINT, cache_write_5m BIGINT, cache_write_1h BIGINT, output BIGINT, usage_is_final SMALLINT,
            cost_micro BIGINT, cost_pico BIGINT, price_status SMALLINT, lines TEXT, price_book TEXT, served_model TEXT,
            upstream_request_id TEXT, reason TEXT, first_byte_ms DOUBLE PRECISION, total_ms DOUBLE PRECISION, gateway_ms DOUBLE PRECISION,
            avoided_input BIGINT, avoided_cache_read BIGINT, avoided_cache_write_5m BIGINT, avoided_cache_write_1h BIGINT,
            avoided_output BIGINT,
            PRIMARY KEY (day, entry_id)) PARTITION BY RANGE (day);
        CREATE INDEX entries_at ON entries USING BRIN (at_us) WITH (pages_per_range = 32, autosummarize = on);
        CREATE INDEX entries_unsettled ON entries (journal_no, entry_id) WHERE outcome = 0;
        CREATE TABLE entries_default PARTITION OF entries DEFAULT;
        CREATE TABLE rollup_groups ({RollupTables.Groups});
        CREATE TABLE rollup_hours ({RollupTables.Sums}) WITH (fillfactor = 50);
        CREATE TABLE rollup_days ({RollupTables.Sums}) WITH (fillfactor = 50);
        CREATE TABLE gateway_days ({RollupTables.Times}) WITH (fillfactor = 50);
        CREATE TABLE gateway_times ({RollupTables.Times}) WITH (fillfactor = 50);
        INSERT INTO schema (version, state) VALUES (1, 'ready');
        """;

    /// <summary>
    /// Version 2: what replicas share beside the ledger. A share of a budget is written by the gateway of its journal alone, in absolute
    /// figures; <c>end_us</c> is null where the budget never starts again.
    /// </summary>
    private const string Version2 = """
        CREATE TABLE replicas (journal_id UUID PRIMARY KEY, seen_at TIMESTAMPTZ NOT NULL);
        CREATE TABLE budget_windows (budget TEXT NOT NULL, start_us BIGINT NOT NULL, end_us BIGINT, PRIMARY KEY (budget, start_us));
        CREATE TABLE budget_shares (
            budget TEXT NOT NULL, part TEXT NOT NULL, start_us BIGINT NOT NULL, journal_id UUID NOT NULL, end_us BIGINT,
            spent NUMERIC NOT NULL, held NUMERIC NOT NULL, sent NUMERIC NOT NULL, claimed NUMERIC NOT NULL, wanted NUMERIC NOT NULL,
            PRIMARY KEY (budget, part, start_us, journal_id)) WITH (fillfactor = 50);
        """;

    /// <summary>
    /// What replicas have learned: of each class and basis a row per replica, written by it alone, in absolute counts; and of each replica its part of the
    /// day's dollars. The replica with the id of all zeros holds what those have counted that are gone.
    /// </summary>
    private const string Evidence = """
        CREATE SEQUENCE evidence_changes;
        CREATE TABLE evidence_replicas (
            journal_id UUID PRIMARY KEY, version BIGINT NOT NULL, seen_at TIMESTAMPTZ NOT NULL, is_folded BOOLEAN NOT NULL DEFAULT FALSE,
            spend_day DATE NOT NULL, spent NUMERIC NOT NULL, claimed NUMERIC NOT NULL) WITH (fillfactor = 50);
        CREATE TABLE evidence (
            class TEXT NOT NULL, reference TEXT NOT NULL, basis TEXT NOT NULL, journal_id UUID NOT NULL, change BIGINT NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (class, reference, basis, journal_id));
        CREATE INDEX evidence_change ON evidence (change);
        """;

    /// <summary>
    /// Rate limits that replicas share. Not logged: what stands here is over in a minute, and a server that crashed has let nobody in meanwhile.
    /// </summary>
    private const string Rates = """
        CREATE UNLOGGED TABLE rate_replicas (journal_id UUID PRIMARY KEY, seen_at TIMESTAMPTZ NOT NULL);
        CREATE UNLOGGED TABLE rate_buckets (
            limit_id TEXT NOT NULL, part TEXT NOT NULL, requests DOUBLE PRECISION NOT NULL, tokens DOUBLE PRECISION NOT NULL,
            filled_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (limit_id, part)) WITH (fillfactor = 50);
        CREATE UNLOGGED TABLE rate_shares (
            limit_id TEXT NOT NULL, part TEXT NOT NULL, journal_id UUID NOT NULL,
            requests DOUBLE PRECISION NOT NULL, tokens DOUBLE PRECISION NOT NULL, places INTEGER NOT NULL, under_way INTEGER NOT NULL,
            requests_wanted DOUBLE PRECISION NOT NULL, tokens_wanted DOUBLE PRECISION NOT NULL, places_wanted INTEGER NOT NULL,
            PRIMARY KEY (limit_id, part, journal_id)) WITH (fillfactor = 50);
        """;

    /// <summary>What brings an empty schema to version 1, that to version 2, and so on.</summary>
    public static IReadOnlyList<string> Changes { get; } = [s_version1, Version2, SettingsTables.Version3, Evidence + Rates];

    /// <summary>The version this code works on.</summary>
    public static int Version => Changes.Count;

    /// <summary>Creates the tables in an empty schema, brings those of an older version up to this one, and checks what there is.</summary>
    /// <exception cref="LedgerSchemaException">This version cannot work on them.</exception>
    public static void Ensure(NpgsqlConnection connection, PostgresAddress address) => Ensure(connection, address, Changes);

    /// <summary>As <see cref="Ensure(NpgsqlConnection, PostgresAddress)"/> with other changes.</summary>
    public static void Ensure(NpgsqlConnection connection, PostgresAddress address, IReadOnlyList<string> changes)
    {
        CheckServer(connection);
        using var transaction = connection.BeginTransaction();
        Lock(connection);
        if (connection.Scalar("SELECT COUNT(*) FROM pg_namespace WHERE nspname = @name", ("name", address.Schema)) == 0)
        {
            connection.Run($"CREATE SCHEMA {address.Schema}");
        }

        var version = IsEmpty(connection) ? 0 : Checked(connection, address, changes.Count);
        for (var next = version; next < changes.Count; next++)
        {
            connection.Run(changes[next]);
            connection.Run("UPDATE schema SET version = @version", ("version", next + 1));
        }

        transaction.Commit();
    }

    /// <summary>Checks the tables for a reader.</summary>
    /// <exception cref="LedgerSchemaException">There are none, or they are not this version's.</exception>
    public static void Check(NpgsqlConnection connection, PostgresAddress address)
    {
        var version = Checked(connection, address, Version);
        if (version < Version)
        {
            throw new LedgerSchemaException(string.Create(
                CultureInfo.InvariantCulture,
                $"The {address} has ledger schema {version} and is read with {Version}: start a gateway of this version, ")
                + "which brings it up to date.");
        }
    }

    /// <summary>Makes every other change of this ledger's schema or partitions wait for the end of the caller's transaction.</summary>
    public static void Lock(NpgsqlConnection connection) => connection.Run(
        "SELECT pg_advisory_xact_lock(hashtextextended('clearbar ledger ' || current_setting('search_path'), 0))");

    private static bool IsEmpty(NpgsqlConnection connection) =>
        connection.Scalar("SELECT COUNT(*) FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())") == 0;

    private static int Checked(NpgsqlConnection connection, PostgresAddress address, int known)
    {
        const string Ours = "SELECT COUNT(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relname IN ('schema', 'drained', 'entries') "
            + "AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())";
        if (connection.Scalar(Ours) != 3)
        {
            throw new LedgerSchemaException(
                $"The {address} has tables, but not those of a Clearbar ledger: name an empty schema with Search Path in the connection string.");
        }

        if (connection.Scalar("SELECT COUNT(*) FROM schema") != 1 || connection.Scalar("SELECT COUNT(*) FROM schema WHERE state = 'ready'") != 1)
        {
            throw new LedgerSchemaException(
                $"A change of the ledger's schema in the {address} was broken off half-way. Nothing was written since. "
                + "Restore the backup made before it (or name an empty schema: the journal refills what it still holds), then start again.");
        }

        var version = connection.Scalar("SELECT version FROM schema");
        if (version > known)
        {
            throw new LedgerSchemaException(string.Create(
                CultureInfo.InvariantCulture,
                $"The {address} has ledger schema {version}, written by a newer Clearbar; this one knows {known}. ")
                + "Start the newer version again, or name another schema with Search Path in the connection string.");
        }

        return (int)version;
    }

    private static void CheckServer(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new LedgerSchemaException(
                $"The server is PostgreSQL {connection.PostgreSqlVersion}; the ledger needs {OldestServer} or later.");
        }

        using var command = new NpgsqlCommand("SHOW server_encoding", connection);
        if (command.ExecuteScalar() is not "UTF8")
        {
            throw new LedgerSchemaException(
                $"The database {connection.Database} does not store text as UTF8: make one with CREATE DATABASE … ENCODING 'UTF8'.");
        }
    }
}
