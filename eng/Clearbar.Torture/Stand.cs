using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Pricing;
using Clearbar.Torture.Audit;
using Clearbar.Torture.Load;
using Clearbar.Torture.Stores;

namespace Clearbar.Torture;

/// <summary>Where one ordeal takes place: an emulator process with a fresh bill, a data directory, the store.</summary>
internal sealed class Stand : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);
    private static readonly Dictionary<string, string> s_nothing = [];

    private readonly HttpClient _http = new();
    private readonly ConcurrentDictionary<string, bool> _whole = new(StringComparer.Ordinal);
    private readonly ServerProcess _emulator;
    private readonly Uri _bill;
    private readonly string _config;
    private int _crowds;

    private Stand(TortureOptions options, string root, IStore store, ServerProcess emulator, Uri bill)
    {
        Options = options;
        Root = root;
        Store = store;
        Random = new Random(options.Seed);
        _emulator = emulator;
        _bill = bill;
        _config = Path.Combine(root, "clearbar.json");
        WriteConfig();
    }

    public TortureOptions Options { get; }

    public string Root { get; }

    public string DataDirectory => Path.Combine(Root, "data");

    public IStore Store { get; }

    public Random Random { get; }

    /// <summary>Comparisons made.</summary>
    public int Audits { get; private set; }

    /// <summary>The last comparison.</summary>
    public Verdict Last { get; private set; } = new();

    public static async Task<Stand> CreateAsync(TortureOptions options, string root, IStore store)
    {
        Directory.CreateDirectory(Path.Combine(root, "data"));
        store.Prepare(Path.Combine(root, "data"));
        var emulator = ServerProcess.Start(
            "listening   ", ["emulate", "--port", "0", "--time-scale", "0.04", "--answer-tokens", "120"], s_nothing);
        return new Stand(options, root, store, emulator, await emulator.ListensAsync());
    }

    /// <summary>Starts <c>clearbar serve</c> on the data directory; it may not listen yet.</summary>
    public ServerProcess StartGateway(IReadOnlyDictionary<string, string>? environment = null, int? limitBlocks = null) =>
        ServerProcess.Start(
            "Clearbar listens on ",
            ["serve", "--config", _config, "--urls", "http://127.0.0.1:0", "--data", DataDirectory],
            new Dictionary<string, string>(Store.Environment.Concat(environment ?? s_nothing)),
            limitBlocks);

    public Crowd Crowd(Uri gateway, int pauseMs = 0) =>
        new(gateway, (Options.Seed * 1000) + _crowds++, _whole, TimeSpan.FromMilliseconds(pauseMs));

    /// <summary>
    /// Compares ledger and bill while nobody asks. What is on its way (the store's drain, the emulator noticing a broken connection) is waited
    /// for: it is a difference when it has not arrived after 40 seconds.
    /// </summary>
    /// <param name="gateway">The running gateway, whose budget counter must equal the ledger too; null when none runs.</param>
    /// <exception cref="OrdealFailedException">They differ.</exception>
    public async Task AuditAsync(string after, Uri? gateway)
    {
        var started = TimeProvider.System.GetTimestamp();
        Audits++;
        do
        {
            var ledger = Entry.ReadAll(Store);
            Last = Auditor.Compare(ledger, await BilledAttempt.ReadAllAsync(_http, _bill), _whole.Keys.ToList());
            if (gateway is not null)
            {
                await CompareBudgetAsync(gateway, ledger);
            }

            if (Last.Agrees)
            {
                return;
            }

            await Task.Delay(100);
        }
        while (TimeProvider.System.GetElapsedTime(started) < s_patience);
        throw new OrdealFailedException($"after {after}: {Last.Differences.Count} differences: {string.Join("; ", Last.Differences.Take(5))}");
    }

    /// <summary>Waits for something another process does.</summary>
    /// <exception cref="OrdealFailedException">It did not come true.</exception>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            OrdealFailedException.Unless(TimeProvider.System.GetElapsedTime(started) < s_patience, $"it never came true that {what}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _emulator.DisposeAsync();
    }

    /// <summary>A budget nobody can use up, over everything: its counter is summed from the ledger at each start.</summary>
    private async Task CompareBudgetAsync(Uri gateway, List<Entry> ledger)
    {
        using var budgets = JsonDocument.Parse(await _http.GetStringAsync(new Uri(gateway, "/clearbar/v1/budgets")));
        var all = budgets.RootElement.GetProperty("budgets")[0];
        var spent = new Usd(all.GetProperty("spentUsd").GetDecimal());
        var held = new Usd(all.GetProperty("reservedUsd").GetDecimal());
        var cost = ledger.Aggregate(Usd.Zero, static (sum, entry) => sum + (entry.Cost ?? entry.Ceiling ?? Usd.Zero));
        if (spent + held != cost)
        {
            Last.Differences.Add($"the budget counts {spent} spent and {held} held, the ledger has {cost}");
        }
    }

    private void WriteConfig()
    {
        var config = new JsonObject
        {
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = _bill.ToString() }),
            ["budgets"] = new JsonArray(new JsonObject { ["name"] = "all", ["usd"] = 1_000_000, ["per"] = "total" }),
            ["classes"] = new JsonObject
            {
                // The first rung never passes: two attempts per request.
                ["climb"] = new JsonObject
                {
                    ["ladder"] = new JsonArray("haiku", "sonnet"),
                    ["gates"] = new JsonArray(new JsonObject { ["regex"] = "^never said by anyone$" }),
                },
            },
        };
        if (Store.Environment.Keys.SingleOrDefault() is { } variable)
        {
            config["ledger"] = new JsonObject { ["store"] = "postgres", ["connectionFrom"] = variable };
        }

        File.WriteAllText(_config, config.ToJsonString());
    }
}
