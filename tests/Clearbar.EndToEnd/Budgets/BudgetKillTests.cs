using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.EndToEnd.Kill;
using Clearbar.Ledger;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>Invariant I5 against a real process that is killed: budgets are what the ledger says, whoever died in between.</summary>
public sealed class BudgetKillTests
{
    [Fact]
    public async Task Kill_9_under_load_keeps_every_budget_at_what_the_ledger_says()
    {
        using var directory = new TemporaryDirectory();
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { TimeScale = 0.1, DefaultAnswerTokens = 120 }, TestContext.Current.CancellationToken);
        var config = WriteConfig(directory, emulator.BaseAddress);
        await using (var gateway = await GatewayProcess.StartAsync(config, directory.Ledger))
        {
            await using var load = new Load(gateway.Address, 20261121, 400, []);
            await load.ReachedAsync();
            load.ExpectDeath();
            await gateway.KillAsync();
            await load.EndedAsync();
        }

        await using var next = await GatewayProcess.StartAsync(config, directory.Ledger);
        using var http = new HttpClient { BaseAddress = next.Address };
        var states = (await http.GetFromJsonAsync<JsonObject>("/clearbar/v1/budgets", TestContext.Current.CancellationToken))!["budgets"]!.AsArray();

        var rows = LedgerRow.ReadAll(new LedgerLayout(directory.Ledger).StorePath);
        Assert.Contains(rows, row => row.Outcome == EntryOutcome.Abandoned);
        Assert.True(rows.Count > 20);
        Assert.Equal(Spent(rows, static _ => true), Of(states, "all"));
        Assert.Equal(Spent(rows, static row => row.Model.Contains("haiku", StringComparison.Ordinal)), Of(states, "haiku"));
        Assert.Equal(Spent(rows, static row => row.Class == "climb"), Of(states, "climb"));
        Assert.All(states, static state => Assert.Equal((0m, true), ((decimal)state!["reservedUsd"]!, (bool)state["complete"]!)));
    }

    private static decimal Spent(IReadOnlyList<LedgerRow> rows, Func<LedgerRow, bool> counts) =>
        rows.Where(counts).Sum(static row => (row.Cost ?? row.Ceiling)!.Value.Amount);

    private static decimal Of(JsonArray states, string name) => (decimal)states.Single(state => (string?)state!["name"] == name)!["spentUsd"]!;

    private static string WriteConfig(TemporaryDirectory directory, Uri upstream)
    {
        var config = new JsonObject
        {
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = upstream.ToString() }),
            ["classes"] = new JsonObject
            {
                ["climb"] = new JsonObject
                {
                    ["ladder"] = new JsonArray("haiku", "sonnet"),
                    ["gates"] = new JsonArray(new JsonObject { ["regex"] = "^never said by anyone$" }),
                },
            },
            ["budgets"] = new JsonArray(
                new JsonObject { ["name"] = "all", ["usd"] = 1000, ["per"] = "total" },
                new JsonObject { ["name"] = "haiku", ["usd"] = 1000, ["match"] = new JsonObject { ["tier"] = "haiku" }, ["per"] = "total" },
                new JsonObject { ["name"] = "climb", ["usd"] = 1000, ["match"] = new JsonObject { ["class"] = "climb" }, ["mode"] = "soft", ["per"] = "total" }),
        };
        var path = Path.Combine(directory.Root, "clearbar.json");
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }
}
