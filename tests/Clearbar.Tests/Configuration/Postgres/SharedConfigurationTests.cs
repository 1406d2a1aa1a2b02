using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;
using Clearbar.Hosting;
using Clearbar.Keys;
using Clearbar.Ledger;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Microsoft.Extensions.Logging;

namespace Clearbar.Tests.Configuration.Postgres;

/// <summary>One replica's view of the configuration that all share, over changes, bad versions and outages of a server of its own.</summary>
[Trait("Speed", "Slow")]
public sealed class SharedConfigurationTests : IDisposable
{
    private readonly string _server = PostgresServer.Script("start");
    private readonly DataDirectory _data = new();
    private readonly Messages _messages = new();

    private GatewayOptions Own => new()
    {
        IsConfigurationShared = true,
        BaseDirectory = _data.Root,
        DataDirectory = _data.Root,
        LedgerStore = new LedgerStoreOptions { Kind = LedgerStoreKind.Postgres, ConnectionFrom = "V" },
    };

    private ConfigurationVersions Versions => SharedConfiguration.VersionsOf(Own, Variable, TimeProvider.System);

    [Fact]
    public void A_new_version_is_in_force_at_the_next_look_and_copied()
    {
        Versions.Push(Budget(1), "a@b");
        var (shared, current, reload) = Start();

        Versions.Push(Budget(2), "a@b");
        reload.LookAtDatabase();

        Assert.Equal(2, Limit(current));
        Halt();
        var restarted = SharedConfiguration.Open(Own, Variable, TimeProvider.System);
        Assert.NotNull(restarted.Outage);
        Assert.Equal(shared.Current, restarted.Current);
        Assert.Throws<SharedConfigurationException>(reload.LookAtDatabase);
        Assert.Equal(2, Limit(current));
    }

    [Fact]
    public void A_version_this_replica_cannot_read_is_refused_once_tried_again_and_never_copied()
    {
        Versions.Push(Budget(1), "a@b");
        var (shared, current, reload) = Start();
        shared.KeepCopy();

        Versions.Push("{ \"prices\": \"p.json\", " + Budget(2)[1..], "a@b");
        reload.LookAtDatabase();
        reload.LookAtDatabase();

        Assert.Equal(1, Limit(current));
        Assert.Equal(1, shared.Current.Version);
        var refusal = Assert.Single(_messages.All, static line => line.Contains("stays in force", StringComparison.Ordinal));
        Assert.Contains("version 2", refusal, StringComparison.Ordinal);
        Assert.Contains("p.json", refusal, StringComparison.Ordinal);
        Assert.Equal(1, ConfigurationCopy.Read(Own.ConfigurationCopyPath)!.Version);

        // What it lacked comes: nobody has to push again.
        using (var resource = typeof(Clearbar.Pricing.PriceBook).Assembly.GetManifestResourceStream("claude-prices.json")!)
        using (var file = File.Create(Path.Combine(_data.Root, "p.json")))
        {
            resource.CopyTo(file);
        }

        reload.LookAtDatabase();
        Assert.Equal(2, Limit(current));
        Assert.Equal(2, ConfigurationCopy.Read(Own.ConfigurationCopyPath)!.Version);
    }

    [Fact]
    public void A_start_without_anything_pushed_or_without_server_and_copy_says_what_to_do()
    {
        Assert.Contains("clearbar config push", Assert.Throws<SharedConfigurationException>(Open).Message, StringComparison.Ordinal);
        Halt();

        Assert.Contains("first time", Assert.Throws<SharedConfigurationException>(Open).Message, StringComparison.Ordinal);

        File.WriteAllText(Own.ConfigurationCopyPath, "{}");
        Assert.Contains("not a copy", Assert.Throws<SharedConfigurationException>(Open).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        PostgresServer.Script("stop", PostgresServer.DirectoryOf(_server));
        _data.Dispose();
    }

    private static string Budget(int usd) => $$"""{ "budgets": [{ "name": "b", "usd": {{usd}} }] } // pushed text, ü""";

    private static decimal Limit(CurrentSnapshot current) => Assert.Single(current.Value.Options.Budgets).Limit.Amount;

    private SharedConfiguration Open() => SharedConfiguration.Open(Own, Variable, TimeProvider.System);

    private string? Variable(string name) => name == "V" ? _server : null;

    private void Halt() => PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));

    private (SharedConfiguration Shared, CurrentSnapshot Current, ConfigurationReload Reload) Start()
    {
        var shared = Open();
        var errors = new List<ConfigError>();
        var current = new CurrentSnapshot(Load(errors)!);
        var keys = new CurrentIssuedKeys(new KeyStore(Path.Combine(_data.Root, "keys.json"), null, TimeProvider.System));
        var own = new ReloadableConfiguration(Path.Combine(_data.Root, "clearbar.json"), Load, shared);
        return (shared, current, new ConfigurationReload(own, current, keys, new ManualTime(), _messages));

        GatewaySnapshot? Load(List<ConfigError> found)
        {
            var options = ConfigurationHome.ReadShared(shared.Current.Text, Own, found);
            return found.Count == 0 ? SnapshotCompiler.Compile(options, found) : null;
        }
    }

    private sealed class Messages : ILogger<ConfigurationReload>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
