using System.Text.Json.Nodes;
using Clearbar.Budgets;
using Clearbar.Budgets.Postgres;
using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;
using Clearbar.EndToEnd.Harness;
using Clearbar.Hosting;
using Clearbar.Keys;
using Clearbar.Keys.Postgres;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Clearbar.Replicas;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>What comes by NOTIFY comes by it alone here: the clock of everything that would look now and then stands still.</summary>
public sealed class NoticeTests : IDisposable
{
    private static readonly string Master = new('7', 64);
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _still = new();
    private readonly PostgresAddress _address = PostgresServer.AddressOf($"n_{Guid.NewGuid():N}");

    public NoticeTests() => PostgresLedgerStore.Open(_address, null, TimeProvider.System).Dispose();

    [Fact]
    public async Task A_change_of_keys_is_told()
    {
        var store = new KeyStore(new PostgresKeys(_address), Path.Combine(_directory.Root, "master.key"), Master, TimeProvider.System);
        var keys = CurrentIssuedKeys.Start(store, FileStore("keys.copy.json"), FileStore("keys.json"));
        using var link = Link();
        using var reload = new IssuedKeysReload(keys, _still, NullLogger<IssuedKeysReload>.Instance, link);
        await StartAsync(link, reload);

        // The first may still be found by the look that follows the connection; the others are told, or never seen.
        foreach (var id in (string[])["a", "b", "c"])
        {
            var key = store.Create(id, null, null, null);
            await Eventually.TrueAsync(() => keys.Value.TryFind(key.Stored.AccessKeyId, out _), $"key {id} is in force");
        }

        store.Revoke("b");
        await Eventually.TrueAsync(() => keys.Value.Count == 2, "key b is revoked");
        await StopAsync(link, reload);
    }

    [Fact]
    public async Task What_was_missed_is_found_when_the_link_is_connected()
    {
        var store = new KeyStore(new PostgresKeys(_address), Path.Combine(_directory.Root, "master.key"), Master, TimeProvider.System);
        var keys = CurrentIssuedKeys.Start(store, FileStore("keys.copy.json"), FileStore("keys.json"));
        using var link = Link();
        using var reload = new IssuedKeysReload(keys, _still, NullLogger<IssuedKeysReload>.Instance, link);
        await reload.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => File.Exists(Path.Combine(_directory.Root, "keys.copy.json")), "the first look is over");

        var key = store.Create("missed", null, null, null);
        await link.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => keys.Value.TryFind(key.Stored.AccessKeyId, out _), "the key is in force");
        await StopAsync(link, reload);
    }

    [Fact]
    public async Task A_new_configuration_is_told()
    {
        var own = new GatewayOptions
        {
            BaseDirectory = _directory.Root, DataDirectory = _directory.Root, LedgerStore = new LedgerStoreOptions { Kind = LedgerStoreKind.Postgres },
        };
        var versions = new ConfigurationVersions(_address, TimeProvider.System);
        versions.Push(WithBudget("first"), "a@b");
        var shared = SharedConfiguration.Open(own, _ => $"{PostgresServer.ConnectionString};Search Path={_address.Schema}", _still);
        var current = new CurrentSnapshot(Load([])!);
        using var reload = new ConfigurationReload(
            new ReloadableConfiguration(Path.Combine(_directory.Root, "clearbar.json"), Load, shared), current,
            new CurrentIssuedKeys(FileStore("keys.json")), _still, NullLogger<ConfigurationReload>.Instance);
        using var link = Link();
        using var look = new SharedConfigurationReload(shared, reload, link, _still, NullLogger<SharedConfigurationReload>.Instance);
        await StartAsync(link, look);

        foreach (var name in (string[])["second", "third", "fourth"])
        {
            versions.Push(WithBudget(name), "a@b");
            await Eventually.TrueAsync(() => current.Value.Options.Budgets[0].Name == name, $"the {name} version is in force");
        }

        await StopAsync(link, look);

        GatewaySnapshot? Load(List<ConfigError> errors) => SnapshotCompiler.Compile(ConfigurationHome.ReadShared(shared.Current.Text, own, errors), errors);
    }

    [Fact]
    public async Task A_replica_lends_what_it_does_not_use_when_it_is_asked()
    {
        var budget = new Budget { Name = "ten", Limit = new Usd(10), Per = BudgetPeriod.Total };
        using var lender = Counters(budget);
        using var borrower = Counters(budget);
        using var link = Link(lender.JournalId);
        using var leases = new BudgetLeases(lender, link, new ReplicaCensus(), _address, _still);
        using var otherLink = Link(borrower.JournalId);
        using var otherLeases = new BudgetLeases(borrower, otherLink, new ReplicaCensus(), _address, _still);
        await StartAsync(link, leases);
        await StartAsync(otherLink, otherLeases);

        // Nine were leased for this; eight and a half of them are free when it has cost little.
        BudgetHold[] nine = [new(budget, "", new Usd(9), MayOverdraw: false)];
        await lender.PrepareAsync(nine, TestContext.Current.CancellationToken);
        Assert.True(lender.TryReserve(nine, out var reservation, out _));
        lender.MarkSent(reservation);
        lender.Settle(reservation, new Usd(0.5m));

        BudgetHold[] eight = [new(budget, "", new Usd(8), MayOverdraw: false)];
        await borrower.PrepareAsync(eight, TestContext.Current.CancellationToken);

        Assert.True(borrower.TryReserve(eight, out _, out var refusal), refusal.IsUnknown ? "nobody answered in time" : "refused");
        Assert.Null(borrower.LastError);
        await StopAsync(otherLink, otherLeases);
        await StopAsync(link, leases);
    }

    public void Dispose()
    {
        using var connection = _address.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"DROP SCHEMA {_address.Schema} CASCADE";
        command.ExecuteNonQuery();
        _directory.Dispose();
    }

    private static string WithBudget(string name) =>
        new JsonObject { ["budgets"] = new JsonArray(new JsonObject { ["name"] = name, ["usd"] = 1 }) }.ToJsonString();

    private KeyStore FileStore(string name) => new(Path.Combine(_directory.Root, name), Master, TimeProvider.System);

    private ReplicaLink Link(Guid? journal = null) => new(_address, journal ?? Guid.NewGuid(), _still, NullLogger<ReplicaLink>.Instance);

    private LeasedBudgetCounters Counters(Budget budget)
    {
        var counters = new LeasedBudgetCounters(_address, Guid.NewGuid(), TimeProvider.System) { Patience = TimeSpan.FromSeconds(20) };
        foreach (var (_, window, _) in counters.Local.Unloaded([budget]))
        {
            counters.Local.Load(budget, window, new Dictionary<string, Usd>());
        }

        return counters;
    }

    /// <summary>Returns when the link is connected: what is said before then nobody hears.</summary>
    private static async Task StartAsync(ReplicaLink link, IHostedService listener)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        link.Received += notice => _ = notice is null && connected.TrySetResult();
        await listener.StartAsync(TestContext.Current.CancellationToken);
        await link.StartAsync(TestContext.Current.CancellationToken);
        await connected.Task;
    }

    private static async Task StopAsync(ReplicaLink link, IHostedService listener)
    {
        await listener.StopAsync(CancellationToken.None);
        await link.StopAsync(CancellationToken.None);
    }
}
