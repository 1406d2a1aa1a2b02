using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Postgres;
using Clearbar.Testing;
using Npgsql;

namespace Clearbar.Tests.Ledger;

/// <summary>What only the shared store does: several journals, partitions, schema changes under a lock.</summary>
public sealed class PostgresStoreTests : IDisposable
{
    private static readonly Guid s_mine = Guid.CreateVersion7();
    private static readonly Guid s_theirs = Guid.CreateVersion7();
    private readonly PostgresUnderTest _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_schema_of_a_newer_version_is_refused_with_the_fix()
    {
        _store.Open().Dispose();
        _store.Run("UPDATE schema SET version = 7");

        var refusal = Assert.Throws<LedgerSchemaException>(() => _store.Open());

        Assert.Contains("schema 7", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<LedgerSchemaException>(() => _store.OpenReader());
    }

    [Fact]
    public void A_half_changed_schema_is_refused_with_the_fix()
    {
        _store.Open().Dispose();
        _store.Run("UPDATE schema SET state = 'migrating'");

        var refusal = Assert.Throws<LedgerSchemaException>(() => _store.Open());

        Assert.Contains("half-way", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the backup", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_schema_is_refused_and_left_alone()
    {
        _store.Run($"CREATE SCHEMA {_store.Address.Schema}; CREATE TABLE {_store.Address.Schema}.theirs (a INTEGER)");

        var refusal = Assert.Throws<LedgerSchemaException>(() => _store.Open());

        Assert.Contains("not those of a Clearbar ledger", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Search Path", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, Tables());
    }

    [Fact]
    public void A_schema_change_that_fails_leaves_the_version_before_it_whole()
    {
        _store.Open().Dispose();
        Assert.Throws<PostgresException>(() => Change("ALTER TABLE entries ADD COLUMN extra TEXT", "ALTER TABLE nothing ADD COLUMN extra TEXT"));

        Assert.Equal(PostgresSchema.Version, _store.Number("SELECT version FROM schema"));
        Apply(s_mine, Settled(Guid.CreateVersion7()));
        Assert.DoesNotContain("extra", _store.Row(_store.Outcomes().Keys.Single()).Keys);

        Change("ALTER TABLE entries ADD COLUMN extra TEXT");
        Assert.Equal(PostgresSchema.Version + 1, _store.Number("SELECT version FROM schema"));
        Assert.Throws<LedgerSchemaException>(() => _store.Open());
    }

    [Fact]
    public async Task Gateways_that_start_together_make_the_schema_once()
    {
        var starts = Enumerable.Range(0, 6).Select(_ => Task.Run(() => _store.Open().Dispose()));

        await Task.WhenAll(starts);

        Assert.Equal(1, _store.Number("SELECT COUNT(*) FROM schema"));
        Assert.Equal(PostgresSchema.Version, _store.Number("SELECT version FROM schema"));
    }

    [Fact]
    public void Only_the_own_journals_open_entries_are_given_back_until_another_has_been_silent_for_a_day()
    {
        var mine = Guid.CreateVersion7();
        var theirs = Guid.CreateVersion7();
        Apply(s_mine, Opened(mine));
        Apply(s_theirs, Opened(theirs));
        using var store = _store.Open();
        Assert.Equal(mine, Assert.Single(store.ReadUnsettled(s_mine)).EntryId);

        _store.Run($"UPDATE drained SET seen_at = now() - INTERVAL '25 hours' WHERE journal_id = '{s_theirs}'");

        Assert.Equal(new[] { mine, theirs }.Order(), store.ReadUnsettled(s_mine).Select(static entry => entry.EntryId).Order());
    }

    [Fact]
    public async Task Gateways_side_by_side_lose_nothing_and_their_sums_are_exact()
    {
        const int Gateways = 4;
        const int Batches = 15;
        const int Entries = 20;
        await Task.WhenAll(Enumerable.Range(0, Gateways).Select(gateway => Task.Run(() =>
        {
            var journal = Guid.CreateVersion7();
            using var store = _store.Open();
            for (var batch = 0; batch < Batches; batch++)
            {
                var ids = Enumerable.Range(0, Entries).Select(static _ => Guid.CreateVersion7()).ToList();
                store.Apply(journal, ids.ConvertAll(Opened), new JournalPosition(1, batch), durable: false);
                store.Apply(journal, ids.ConvertAll(Settled), new JournalPosition(2, batch), durable: false);
            }
        })));

        const int All = Gateways * Batches * Entries;
        Assert.Equal(All, _store.Count("outcome = 1"));
        Assert.Equal(All, _store.Number("SELECT SUM(attempts) FROM rollup_hours"));
        using var reader = _store.OpenReader();
        Assert.Equal(All * SampleEntries.Cost.Amount, reader.ReadTotal(new()).Cost.Amount);
    }

    [Fact]
    public void Both_halves_lie_in_the_partition_of_the_ids_own_day_whatever_the_records_say()
    {
        var time = new ManualTime();
        var id = Guid.CreateVersion7(time.GetUtcNow().AddDays(-1));
        using var store = _store.Open(null, time);
        store.Apply(s_mine, [Opened(id)], new JournalPosition(1, 50), durable: false);
        store.Apply(s_mine, [Settled(id)], new JournalPosition(1, 60), durable: false);

        Assert.Equal(1, _store.Number("SELECT COUNT(*) FROM entries_20261119 WHERE outcome = 1"));
        Assert.Equal(1, _store.Count());
    }

    [Fact]
    public void Partitions_are_there_before_their_day_begins_and_ids_that_are_no_time_have_a_place_too()
    {
        var time = new ManualTime();
        using var store = _store.Open(null, time);
        Assert.Equal(["20261120", "20261121", "20261122", "20261123"], Partitions());

        time.Advance(TimeSpan.FromDays(2));
        store.Apply(s_mine, [Settled(Guid.NewGuid()), Settled(Guid.Empty)], new JournalPosition(1, 50), durable: false);

        Assert.Equal(["20261120", "20261121", "20261122", "20261123", "20261124", "20261125"], Partitions());
        Assert.Equal(2, _store.Number("SELECT COUNT(*) FROM entries_default"));
    }

    [Fact]
    public void Entries_that_came_before_their_partition_move_into_it_when_it_is_made()
    {
        var time = new ManualTime();
        var id = Guid.CreateVersion7(time.GetUtcNow().AddDays(30));
        using var store = _store.Open(null, time);
        store.Apply(s_mine, [Opened(id)], new JournalPosition(1, 50), durable: false);
        Assert.Equal(1, _store.Number("SELECT COUNT(*) FROM entries_default"));

        time.Advance(TimeSpan.FromDays(28));
        store.Apply(s_mine, [Settled(id)], new JournalPosition(1, 60), durable: false);

        Assert.Equal(0, _store.Number("SELECT COUNT(*) FROM entries_default"));
        Assert.Equal(EntryOutcome.Accepted, _store.Outcomes()[id]);
    }

    [Fact]
    public void Retention_drops_whole_partitions()
    {
        var time = new ManualTime();
        _store.Open(null, time).Dispose();
        time.Advance(TimeSpan.FromDays(9));

        _store.Open(retentionDays: 7, time).Dispose();

        Assert.Equal("20261122", Partitions()[0]);
    }

    [Fact]
    public void A_backup_in_progress_delays_partitions_and_nothing_else()
    {
        var time = new ManualTime();
        _store.Open(null, time).Dispose();
        time.Advance(TimeSpan.FromDays(9));
        var id = Guid.CreateVersion7(time.GetUtcNow());
        using var store = BesideAReader(() => _store.Open(retentionDays: 7, time));
        store.Apply(s_mine, [Opened(id)], new JournalPosition(1, 50), durable: false);
        Assert.Equal(1, _store.Number("SELECT COUNT(*) FROM entries_default"));
        Assert.Equal("20261120", Partitions()[0]);

        time.Advance(TimeSpan.FromMinutes(2));
        store.Apply(s_mine, [Settled(id)], new JournalPosition(1, 60), durable: false);

        Assert.Equal("20261122", Partitions()[0]);
        Assert.Equal(1, _store.Number("SELECT COUNT(*) FROM entries_20261129 WHERE outcome = 1"));
    }

    [Theory]
    [InlineData("Server")]
    [InlineData("Database=clearbar")]
    [InlineData("Host=db;Search Path=a,b")]
    [InlineData("Host=db;Search Path=\"Big\"")]
    [InlineData("Host=db;Password=secret;Nonsense=1")]
    public void A_connection_string_that_cannot_be_used_is_refused_without_repeating_it(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => PostgresAddress.Parse(text));

        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_in_a_message_shows_no_password()
    {
        var address = PostgresAddress.Parse("Host=db.example;Database=money;Username=me;Password=secret");

        Assert.Equal("schema clearbar of money on db.example", address.ToString());
    }

    private static JournalRecord Opened(Guid id) => new(JournalRecordType.Opened, SampleEntries.Opened(id), null);

    private static JournalRecord Settled(Guid id) => new(JournalRecordType.Settled, null, SampleEntries.Settled(id));

    private void Apply(Guid journal, params JournalRecord[] records)
    {
        using var store = _store.Open();
        store.Apply(journal, records, new JournalPosition(1, 50), durable: false);
    }

    private void Change(params string[] changes)
    {
        using var connection = _store.Address.Connect();
        PostgresSchema.Ensure(connection, _store.Address, [.. PostgresSchema.Changes, .. changes]);
    }

    private ILedgerStore BesideAReader(Func<ILedgerStore> open)
    {
        using var connection = _store.Connect();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM entries";
        command.ExecuteScalar();
        return open();
    }

    private long Tables() => _store.Number($"SELECT COUNT(*) FROM pg_tables WHERE schemaname = '{_store.Address.Schema}'");

    private List<string> Partitions() => _store
        .Rows("SELECT right(relname, 8) AS day FROM pg_class WHERE relname ~ '^entries_[0-9]{8}$' "
            + "AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) ORDER BY 1")
        .ConvertAll(static row => (string)row["day"]!);
}
