using System.Text.Json.Nodes;
using Clearbar.Budgets;
using Clearbar.EndToEnd.Harness;
using Clearbar.Keys;
using Clearbar.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>Budgets of issued keys, and counters that are not this process's own.</summary>
public sealed class TeamBudgetTests
{
    [Fact]
    public async Task A_team_shares_its_budget_and_each_key_has_its_own()
    {
        using var directory = new TemporaryDirectory();
        var store = new KeyStore(Path.Combine(directory.Root, "keys.json"), null, TimeProvider.System);
        var first = store.Create("first", null, "search", null);
        var second = store.Create("second", null, "search", null);
        var other = store.Create("other", null, "ads", null);
        var person = BudgetedGateway.Budget("person", 1);
        person["each"] = "key";
        await using var gateway = await BudgetedGateway.StartAsync(
            config =>
            {
                config["keysFile"] = store.Name;
                config["budgets"] = new JsonArray(
                    BudgetedGateway.Budget("search", BudgetedGateway.HaikuCost, new JsonObject { ["team"] = "search" }),
                    BudgetedGateway.Budget("ghosts", 1, new JsonObject { ["team"] = "ghosts" }),
                    person);
            },
            BudgetedGateway.AnswerWell);

        Assert.Equal(200, (await AskAsync(gateway, first)).Status);
        Assert.Equal(402, (await AskAsync(gateway, second)).Status);
        Assert.Equal(200, (await AskAsync(gateway, other)).Status);

        Assert.Contains(gateway.Harness.Logs.Lines, line => line.Line.Contains("budget 'ghosts' matches nobody: no issued key has the team", StringComparison.Ordinal));
        using var stranger = await gateway.Harness.Http.GetAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)stranger.StatusCode);
        gateway.Harness.Http.DefaultRequestHeaders.Add("x-api-key", other.ApiKey);
        var text = await gateway.Harness.Http.GetStringAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        var parts = JsonNode.Parse(text)!["budgets"]!.AsArray().Where(state => (string?)state!["name"] == "person").ToDictionary(
            state => (string)state!["part"]!, state => (decimal)state!["spentUsd"]!);
        Assert.Equal((BudgetedGateway.HaikuCost, BudgetedGateway.HaikuCost), (parts["first"], parts["other"]));
    }

    [Fact]
    public async Task Shared_counters_are_prepared_before_they_are_reserved_and_their_word_holds()
    {
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        var counters = new Leased();
        await using var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address),
            config => config["budgets"] = new JsonArray(BudgetedGateway.Budget("shared", 1)),
            configureServices: services => services.AddSingleton<IBudgetCounters>(counters));

        var reply = await ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", "hello"));

        Assert.Equal(402, reply.Status);
        Assert.Equal(["prepare shared", "reserve shared"], counters.Calls);
        Assert.Equal(counters.Prepared, counters.Asked);
        Assert.Empty(upstream.Received);
    }

    [Fact]
    public async Task Two_hundred_clients_at_once_never_spend_more_than_the_budget_and_one_worst_case()
    {
        const decimal Limit = BudgetedGateway.HaikuCost * 20;
        await using var gateway = await BudgetedGateway.StartAsync(BudgetedGateway.Budget("shared", Limit));

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(client => gateway.AskAsync((Shape)(client % 4))));

        Assert.All(replies, reply => Assert.True(reply.LooksComplete || reply.Status is 402 or 429, $"{reply.Status} {reply.BodyText}"));
        Assert.Contains(replies, reply => !reply.LooksComplete);
        var rows = await gateway.Harness.LedgerAsync();
        Assert.Equal(replies.Count(reply => reply.LooksComplete), rows.Count);
        var spent = rows.Sum(row => row.Cost!.Value.Amount);
        Assert.InRange(spent, 0.000001m, Limit + rows[0].Ceiling!.Value.Amount);
        var state = await gateway.StateAsync("shared");
        Assert.Equal((spent, 0m), ((decimal)state["spentUsd"]!, (decimal)state["reservedUsd"]!));

        // Nothing leaked: what is left can still be spent, to the last call that fits.
        while ((await gateway.AskAsync()).Status == 200)
        {
        }

        Assert.Equal(402, (await gateway.AskAsync()).Status);
        Assert.InRange((decimal)(await gateway.StateAsync("shared"))["spentUsd"]!, Limit, Limit + BudgetedGateway.HaikuCost);
    }

    private static Task<ClientReply> AskAsync(BudgetedGateway gateway, IssuedKey key) =>
        gateway.AskAsync(with: request => request.Headers.Add("x-api-key", key.ApiKey));

    /// <summary>Counters somewhere else, with nothing left.</summary>
    private sealed class Leased : IBudgetCounters
    {
        public List<string> Calls { get; } = [];

        public Usd Prepared { get; private set; }

        public Usd Asked { get; private set; }

        public ValueTask PrepareAsync(IReadOnlyList<BudgetHold> holds, CancellationToken cancellation)
        {
            Calls.Add("prepare " + Assert.Single(holds).Budget.Name);
            Prepared = holds[0].Amount;
            return ValueTask.CompletedTask;
        }

        public bool TryReserve(ReadOnlySpan<BudgetHold> holds, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BudgetReservation? reservation, out BudgetRefusal refusal)
        {
            Calls.Add("reserve " + holds[0].Budget.Name);
            Asked = holds[0].Amount;
            reservation = null;
            refusal = new BudgetRefusal(StateOf(holds[0].Budget, holds[0].Part));
            return false;
        }

        public void MarkSent(BudgetReservation reservation) => Assert.Fail("nothing was reserved");

        public void Settle(BudgetReservation reservation, Usd? cost) => Assert.Fail("nothing was reserved");

        public void Release(BudgetReservation reservation) => Assert.Fail("nothing was reserved");

        public IReadOnlyList<BudgetState> Snapshot(IReadOnlyList<Budget> budgets) => [];

        public BudgetState StateOf(Budget budget, string part) =>
            new(budget, part, budget.WindowAt(TimeProvider.System.GetUtcNow()), budget.Limit, Usd.Zero, 0, 0, true);
    }
}
