using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Tests.Ledger;
using Clearbar.Upstreams.Emulator;
using Npgsql;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>Keys and configuration of real gateway processes on one database, while it is there and while it is not (invariant I10).</summary>
[Trait("Speed", "Slow")]
public sealed class SharedSettingsTests
{
    private const int Replicas = 2;

    [Fact]
    public async Task A_key_made_on_any_machine_opens_every_replica_and_none_once_it_is_revoked()
    {
        await using var emulator = await EmulateAsync();
        await using var fleet = await Fleet.StartAsync(Replicas, Serving(emulator));
        await EventuallyAllAsync(fleet, key: null, 200);

        var key = await CreateAsync(fleet, "ci");
        await EventuallyAllAsync(fleet, key, 200);
        await EventuallyAllAsync(fleet, key: null, 401);

        await fleet.RunAsync("keys", "revoke", "ci");
        await EventuallyAllAsync(fleet, key, 401);
    }

    [Fact]
    public async Task A_pushed_configuration_is_in_force_on_every_replica_and_no_request_is_dropped()
    {
        await using var emulator = await EmulateAsync();
        await using var fleet = await Fleet.StartAsync(Replicas, [], shared: Serving(emulator, "first"));
        Assert.Equal("first", await BudgetAsync(fleet, 0));
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Replicas).Select(replica => AskUntilAsync(fleet, replica, stop.Token)).ToArray();

        foreach (var name in (string[])["second", "third"])
        {
            await fleet.PushAsync(Serving(emulator, name));
            await EventuallyBudgetAsync(fleet, name);
        }

        await fleet.RunAsync("config", "rollback", "1");
        await EventuallyBudgetAsync(fleet, "first");
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(clients), statuses => Assert.All(statuses, status => Assert.Equal(200, status)));

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => fleet.PushAsync(new JsonObject { ["budgets"] = new JsonArray(new JsonObject()) }));
        Assert.Contains("budgets[0].name", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, JsonNode.Parse(await fleet.RunAsync("config", "history", "--format", "json"))!.AsArray().Count);
    }

    [Fact]
    public async Task Without_the_database_known_keys_work_hard_budgets_throttle_soft_ones_go_on_a_restart_too_and_all_recovers_by_itself()
    {
        var server = PostgresServer.Script("start");
        try
        {
            await using var emulator = await EmulateAsync();
            var shared = Serving(emulator);
            shared["budgets"] = new JsonArray(Budget("hard", "hard"), Budget("soft", "soft"));
            await using var fleet = await Fleet.StartAsync(Replicas, [], server, shared);
            var (hard, soft) = (await CreateAsync(fleet, "hard"), await CreateAsync(fleet, "soft"));
            await EventuallyAllAsync(fleet, hard, 200);
            await EventuallyAllAsync(fleet, soft, 200);
            PostgresServer.Script("halt", PostgresServer.DirectoryOf(server));

            // What is left of its slice, and then 429 with a time to come back; the other budget only warns.
            await SpendSliceAsync(fleet, 0, hard);
            Assert.Equal(200, await AskAsync(fleet, 0, soft));
            Assert.Equal(401, await AskAsync(fleet, 0, key: null));

            await Eventually.TrueAsync(() => CopyOf(fleet, 1).Contains("\"soft\"", StringComparison.Ordinal), "the keys are copied");
            await fleet.KillAsync(1);
            await fleet.StartAsync(1);
            Assert.Contains("from this replica's copy", fleet.At(1)!.Talk, StringComparison.Ordinal);
            Assert.Equal(200, await AskAsync(fleet, 1, soft));
            Assert.Equal(429, await AskAsync(fleet, 1, hard));
            Assert.Equal(401, await AskAsync(fleet, 1, key: null));

            PostgresServer.Script("start", PostgresServer.DirectoryOf(server));
            await EventuallyAllAsync(fleet, hard, 200);
            Assert.Equal(Answered(emulator), await EventuallyDrainedAsync(fleet, Answered(emulator)));
            var late = await CreateAsync(fleet, "late");
            await EventuallyAllAsync(fleet, late, 200);
            await fleet.StopAsync();
        }
        finally
        {
            PostgresServer.Script("stop", PostgresServer.DirectoryOf(server));
        }
    }

    private static Task<EmulatorHost> EmulateAsync() =>
        EmulatorHost.StartAsync(new EmulatorOptions { TimeScale = 0 }, TestContext.Current.CancellationToken);

    private static JsonObject Serving(EmulatorHost emulator, string? budget = null)
    {
        var config = new JsonObject
        {
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = emulator.BaseAddress.ToString() }),
        };
        if (budget is not null)
        {
            config["budgets"] = new JsonArray(new JsonObject { ["name"] = budget, ["usd"] = 1000 });
        }

        return config;
    }

    private static JsonObject Budget(string key, string mode) =>
        new() { ["name"] = key, ["match"] = new JsonObject { ["key"] = key }, ["usd"] = 0.05, ["mode"] = mode, ["per"] = "total" };

    private static async Task<string> CreateAsync(Fleet fleet, string id) =>
        (string)JsonNode.Parse(await fleet.RunAsync("keys", "create", id, "--format", "json"))!["apiKey"]!;

    private static string CopyOf(Fleet fleet, int replica) => File.ReadAllText(Path.Combine(fleet.DataOf(replica), "keys.copy.json"));

    private static Task EventuallyAllAsync(Fleet fleet, string? key, int status) => Eventually.TrueAsync(
        async () =>
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, fleet.Count).Select(replica => AskAsync(fleet, replica, key)));
            return Array.TrueForAll(statuses, seen => seen == status);
        },
        $"every replica answers {status}");

    private static Task EventuallyBudgetAsync(Fleet fleet, string name) => Eventually.TrueAsync(
        async () => await BudgetAsync(fleet, 0) == name && await BudgetAsync(fleet, 1) == name, $"every replica has the budget {name}");

    private static async Task<string> BudgetAsync(Fleet fleet, int replica)
    {
        using var http = new HttpClient { BaseAddress = fleet.At(replica)!.Address };
        var text = await http.GetStringAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        return (string)Assert.Single(JsonNode.Parse(text)!["budgets"]!.AsArray())!["name"]!;
    }

    private static async Task<List<int>> AskUntilAsync(Fleet fleet, int replica, CancellationToken stop)
    {
        var statuses = new List<int>();
        while (!stop.IsCancellationRequested)
        {
            statuses.Add(await AskAsync(fleet, replica, key: null));
        }

        return statuses;
    }

    private static async Task SpendSliceAsync(Fleet fleet, int replica, string key)
    {
        var answered = 0;
        int status;
        while ((status = await AskAsync(fleet, replica, key)) == 200)
        {
            Assert.True(++answered < 100, "a slice is an eighth of the budget, and was spent many times over");
        }

        Assert.Equal(429, status);
    }

    private static async Task<int> AskAsync(Fleet fleet, int replica, string? key)
    {
        using var http = new HttpClient { BaseAddress = fleet.At(replica)!.Address };
        var request = ClientRequest.Of(Shape.Messages, "haiku", "hello", maxTokens: 800);
        if (key is not null)
        {
            request.Headers.Add("x-api-key", key);
        }

        return (await ClientReply.SendAsync(http, Shape.Messages, request)).Status;
    }

    /// <summary>Calls the upstream has answered.</summary>
    private static int Answered(EmulatorHost emulator) => emulator.Bill.Rows.Count;

    private static async Task<int> EventuallyDrainedAsync(Fleet fleet, int entries)
    {
        var settled = 0;
        await Eventually.TrueAsync(
            () =>
            {
                using var connection = fleet.Address.Connect();
                using var command = new NpgsqlCommand($"SELECT COUNT(*) FROM entries WHERE outcome <> {(int)EntryOutcome.Open}", connection);
                settled = (int)(long)command.ExecuteScalar()!;
                return settled == entries;
            },
            $"{entries} entries are in the database");
        return settled;
    }
}
