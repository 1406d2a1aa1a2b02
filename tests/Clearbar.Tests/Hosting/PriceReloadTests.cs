using System.Text;
using Clearbar.Configuration;
using Clearbar.Hosting;
using Clearbar.Keys;
using Clearbar.Pricing;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Clearbar.Tiers;
using Microsoft.Extensions.Logging;

namespace Clearbar.Tests.Hosting;

public sealed class PriceReloadTests : IDisposable
{
    private static readonly RateQuery s_haiku = new(Surface.AnthropicApi, "claude-haiku-4-5", new DateOnly(2026, 11, 20));

    private readonly DataDirectory _data = new();
    private readonly Messages _messages = new();

    private string PricePath => Path.Combine(_data.Root, "prices.json");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_changed_price_file_is_in_force_at_the_next_look_and_named_by_its_version()
    {
        var (current, reload) = Start();
        var before = current.Value.Prices.Version;
        reload.Look();
        Assert.Equal(before, current.Value.Prices.Version);
        WritePrices("\"input\": \"1\"", "\"input\": \"9\"");

        reload.Look();

        Assert.Equal(9m, current.Value.RateOf(s_haiku)!.PerMillion(ChargeItem.Input));
        Assert.Contains(_messages.All, line => line.Contains($"Prices {current.Value.Prices.Version} in force, before {before}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bad_price_file_keeps_the_old_prices_says_why_once_and_may_be_mended()
    {
        var (current, reload) = Start();
        File.WriteAllText(PricePath, "{ \"models\": 3 }");
        reload.Look();
        reload.Look();

        Assert.Equal(1m, current.Value.RateOf(s_haiku)!.PerMillion(ChargeItem.Input));
        Assert.Single(_messages.All, static line => line.Contains("the old one stays in force", StringComparison.Ordinal));

        WritePrices("\"input\": \"1\"", "\"input\": \"8\"");
        reload.Look();
        Assert.Equal(8m, current.Value.RateOf(s_haiku)!.PerMillion(ChargeItem.Input));
    }

    private (CurrentSnapshot Current, ConfigurationReload Reload) Start()
    {
        WritePrices("", "");
        var config = Path.Combine(_data.Root, "clearbar.json");
        File.WriteAllText(config, "{ \"prices\": \"prices.json\", \"deployments\": [{ \"name\": \"e\", \"surface\": \"emulator\", \"url\": \"embedded\" }] }");
        var errors = new List<ConfigError>();
        var snapshot = Load(errors);
        Assert.True(snapshot is not null, string.Join('\n', errors));
        var current = new CurrentSnapshot(snapshot);
        var keys = new CurrentIssuedKeys(new KeyStore(Path.Combine(_data.Root, "keys.json"), null, TimeProvider.System));
        return (current, new ConfigurationReload(new ReloadableConfiguration(config, Load), current, keys, new ManualTime(), _messages));

        GatewaySnapshot? Load(List<ConfigError> found) => ConfigurationReader.Read(File.ReadAllText(config), _data.Root, found) is { } options && found.Count == 0
            ? SnapshotCompiler.Compile(options, found)
            : null;
    }

    /// <summary>The built-in prices with the Haiku 4.5 input price changed.</summary>
    private void WritePrices(string old, string changed)
    {
        using var resource = typeof(PriceBook).Assembly.GetManifestResourceStream("claude-prices.json")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var text = reader.ReadToEnd();
        if (old.Length > 0)
        {
            var at = text.IndexOf(old, text.IndexOf("\"claude-haiku-4-5-20251001\"", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.True(at > 0);
            text = text[..at] + changed + text[(at + old.Length)..];
        }

        File.WriteAllText(PricePath, text + new string(' ', changed.Length));
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
