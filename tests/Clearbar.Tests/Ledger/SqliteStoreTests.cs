using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;
using Clearbar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Ledger;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly DataDirectory _data = new();

    private string StorePath => new LedgerLayout(_data.Root).StorePath;

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_store_of_a_newer_version_is_refused_with_the_fix()
    {
        Change("UPDATE schema SET version = 7");

        var refusal = Assert.Throws<LedgerSchemaException>(() => SqliteLedgerStore.Open(StorePath));

        Assert.Contains("schema 7", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_migrated_store_is_refused_with_the_fix()
    {
        Change("UPDATE schema SET state = 'migrating'");

        var refusal = Assert.Throws<LedgerSchemaException>(() => SqliteLedgerStore.Open(StorePath));

        Assert.Contains("half-way", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Put back the copy", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_alone()
    {
        using (var connection = StoreProbe.Connect(_data.Root))
        {
            StoreProbe.Run(connection, "CREATE TABLE theirs (a)");
        }

        var refusal = Assert.Throws<LedgerSchemaException>(() => SqliteLedgerStore.Open(StorePath));

        Assert.Contains("not a Clearbar ledger", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_refuses_to_start_on_a_half_migrated_store_and_frees_the_directory()
    {
        Change("UPDATE schema SET state = 'migrating'");

        Assert.Throws<LedgerSchemaException>(() => { _ = OpenService(); });

        Change("UPDATE schema SET state = 'ready'", create: false);
        await OpenService().DisposeAsync();
    }

    [Fact]
    public void On_linux_the_newer_of_system_and_bundled_sqlite_is_used()
    {
        var loaded = SqliteLibrary.Load();

        Assert.Matches(@"^(system|bundled) 3\.\d+\.\d+", loaded);
    }

    [Fact]
    public void Money_survives_its_columns_exactly_to_the_pico_dollar()
    {
        var amounts = Gen.Choose(-1_000_000_000, 1_000_000_000)
            .SelectMany(high => Gen.Choose(0, 999_999_999).Select(low => new Usd((high / 1_000m) + (low / 1_000_000_000_000m))))
            .ToArbitrary();

        Prop.ForAll(amounts, amount =>
        {
            var (micro, pico) = MoneyColumns.Split(amount);
            return pico is >= 0 and < 1_000_000 && MoneyColumns.Join(micro, pico) == amount;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Theory]
    [InlineData("0.0000000000004", "0")]
    [InlineData("0.0000000000005", "0.000000000001")]
    [InlineData("0.0000009999999999", "0.000001")]
    [InlineData("1e20", "1000000000")]
    public void Money_finer_than_a_pico_dollar_is_rounded_and_nonsense_is_bounded(string amount, string kept)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var money = new Usd(decimal.Parse(amount, System.Globalization.NumberStyles.Float, invariant));

        var (micro, pico) = MoneyColumns.Split(money);

        Assert.Equal(decimal.Parse(kept, invariant), MoneyColumns.Join(micro, pico).Amount);
    }

    [Fact]
    public void A_missing_store_is_named()
    {
        var error = Assert.Throws<FileNotFoundException>(() => StoreReader.Open(StorePath));

        Assert.Contains(StorePath, error.Message, StringComparison.Ordinal);
    }

    private LedgerService OpenService() => LedgerService.Open(
        new LedgerOptions { DataDirectory = _data.Root },
        TimeProvider.System,
        Microsoft.Extensions.Logging.Abstractions.NullLogger<LedgerService>.Instance);

    private void Change(string sql, bool create = true)
    {
        if (create)
        {
            SqliteLedgerStore.Open(StorePath).Dispose();
        }

        using var connection = StoreProbe.Connect(_data.Root);
        StoreProbe.Run(connection, sql);
    }
}
