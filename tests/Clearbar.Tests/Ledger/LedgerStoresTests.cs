using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;

namespace Clearbar.Tests.Ledger;

public sealed class LedgerStoresTests : IDisposable
{
    private readonly DataDirectory _data = new();
    private readonly PostgresUnderTest _postgres = new();

    private LedgerLayout Layout => new(_data.Root);

    public void Dispose()
    {
        _postgres.Dispose();
        _data.Dispose();
    }

    [Fact]
    public void A_directory_drained_into_postgres_says_so_and_one_drained_into_its_own_file_has_no_note()
    {
        var shared = new LedgerStoreOptions { Kind = LedgerStoreKind.Postgres, ConnectionFrom = "MY_LEDGER" };
        Assert.Equal(LedgerStoreKind.Sqlite, LedgerStores.Noted(Layout).Kind);

        LedgerStores.Of(Layout, shared, Variable).Open(TimeProvider.System).Dispose();
        Assert.Equal(shared, LedgerStores.Noted(Layout));
        Assert.DoesNotContain("Host", File.ReadAllText(Layout.StoreNotePath), StringComparison.Ordinal);
        using (var reader = LedgerStores.Of(Layout, LedgerStores.Noted(Layout), Variable).OpenReader())
        {
            Assert.Equal(0, reader.ReadTotal(new ReportQuery()).Attempts);
        }

        LedgerStores.Of(Layout, new LedgerStoreOptions(), Variable).Open(TimeProvider.System).Dispose();
        Assert.False(File.Exists(Layout.StoreNotePath));
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("", "is not set")]
    [InlineData("Host=db;Password=secret;Nonsense=1", "no usable connection string")]
    public void Without_a_connection_string_the_variable_is_named(string? value, string expected)
    {
        var shared = new LedgerStoreOptions { Kind = LedgerStoreKind.Postgres };

        var refusal = Assert.Throws<LedgerSchemaException>(() => LedgerStores.Of(Layout, shared, _ => value));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("CLEARBAR_POSTGRES", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_the_first_version_gets_its_roll_ups_from_its_rows()
    {
        var id = Guid.CreateVersion7();
        Fill(id);
        BackToVersion1();
        Assert.Throws<LedgerSchemaException>(() => StoreReader.Open(Layout.StorePath));

        SqliteLedgerStore.Open(Layout.StorePath).Dispose();

        using var reader = StoreReader.Open(Layout.StorePath);
        Assert.Equal(SampleEntries.Cost, reader.ReadTotal(new ReportQuery()).Cost);
        Assert.Equal(1, reader.ReadGatewayTime(new ReportQuery()).Count);
    }

    [Fact]
    public void A_schema_change_that_fails_leaves_the_version_before_it_whole()
    {
        Fill(Guid.CreateVersion7());
        BackToVersion1();
        using var connection = StoreProbe.Connect(_data.Root);
        StoreProbe.Run(connection, "CREATE TABLE gateway_times (in_the_way)");

        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => SqliteLedgerStore.Open(Layout.StorePath));
        StoreProbe.Run(connection, "DROP TABLE gateway_times");
        SqliteLedgerStore.Open(Layout.StorePath).Dispose();

        using var reader = StoreReader.Open(Layout.StorePath);
        Assert.Equal(1, reader.ReadTotal(new ReportQuery()).Attempts);
    }

    private string? Variable(string name) => name == "MY_LEDGER" ? $"{PostgresServer.ConnectionString};Search Path={_postgres.Address.Schema}" : null;

    private void Fill(Guid id)
    {
        using var store = SqliteLedgerStore.Open(Layout.StorePath);
        store.Apply(
            Guid.Empty,
            [
                new(Clearbar.Ledger.Journal.JournalRecordType.Opened, SampleEntries.Opened(id), null),
                new(Clearbar.Ledger.Journal.JournalRecordType.Settled, null, SampleEntries.Settled(id)),
            ],
            new Clearbar.Ledger.Journal.JournalPosition(1, 40),
            durable: false);
    }

    /// <summary>Makes the file what the first version wrote.</summary>
    private void BackToVersion1()
    {
        using var connection = StoreProbe.Connect(_data.Root);
        StoreProbe.Run(connection, """
            DROP TABLE rollup_groups; DROP TABLE rollup_hours; DROP TABLE rollup_days; DROP TABLE gateway_times; DROP TABLE gateway_days;
            DROP TABLE schema;
            CREATE TABLE schema (version INTEGER NOT NULL, state TEXT NOT NULL);
            INSERT INTO schema (version, state) VALUES (1, 'ready');
            PRAGMA user_version = 1;
            """);
    }
}
