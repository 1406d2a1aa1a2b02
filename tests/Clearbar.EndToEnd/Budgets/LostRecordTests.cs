using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>What a budget says when the ledger cannot take a record: what was not sent is free again, what was sent counts as
/// what it has cost.</summary>
public sealed class LostRecordTests
{
    [Fact]
    public async Task An_attempt_that_could_not_be_opened_holds_nothing()
    {
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        var (gateway, ledger) = await StartAsync(upstream);
        await using var _ = gateway;
        ledger.Opening = static _ => throw new LedgerUnavailableException("full");

        var reply = await AskAsync(gateway);

        Assert.True(reply.Status >= 500, reply.BodyText);
        Assert.Empty(upstream.Received);
        Assert.Equal((0m, 0m), await StateAsync(gateway));
    }

    [Fact]
    public async Task An_attempt_that_could_not_be_settled_at_once_counts_at_its_cost()
    {
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        var (gateway, ledger) = await StartAsync(upstream);
        await using var _ = gateway;
        ledger.Settling = static _ => throw new LedgerUnavailableException("full");

        await AskAsync(gateway);

        Assert.Single(upstream.Received);
        var entry = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal(EntryOutcome.Broken, entry.Outcome);
        await Eventually.TrueAsync(async () => (await StateAsync(gateway)).Reserved == 0, "the hold has ended");
        Assert.True(entry.Cost > Pricing.Usd.Zero);
        Assert.Equal((entry.Cost!.Value.Amount, 0m), await StateAsync(gateway));
    }

    [Fact]
    public async Task What_was_spent_while_the_clock_was_ahead_counts_after_a_restart_with_the_clock_set_back()
    {
        using var directory = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        var ahead = new ManualTime();
        ahead.Advance(TimeSpan.FromHours(2));
        decimal spent;
        await using (var first = await StartAsync(upstream, directory, ahead))
        {
            await AskAsync(first);
            spent = (await StateAsync(first)).Spent;
        }

        await using var second = await StartAsync(upstream, directory, new ManualTime());

        Assert.True(spent > 0);
        Assert.Equal((spent, 0m), await StateAsync(second));
    }

    private static Task<GatewayHarness> StartAsync(FakeUpstream upstream, TemporaryDirectory directory, TimeProvider clock) => GatewayHarness.StartAsync(
        GatewayHarness.DeploymentAt(upstream.Address),
        config =>
        {
            config["data"] = directory.Ledger;
            config["budgets"] = new JsonArray(BudgetedGateway.Budget("all", 10));
        },
        clock: clock);

    private static async Task<(GatewayHarness Gateway, WatchedLedger Ledger)> StartAsync(FakeUpstream upstream)
    {
        WatchedLedger? ledger = null;
        var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address),
            config => config["budgets"] = new JsonArray(BudgetedGateway.Budget("all", 10)),
            configureServices: services => services.AddSingleton<ILedger>(
                provider => ledger = new WatchedLedger(provider.GetRequiredService<LedgerService>)));
        return (gateway, ledger!);
    }

    private static Task<ClientReply> AskAsync(GatewayHarness gateway) =>
        ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", "hello"));

    private static async Task<(decimal Spent, decimal Reserved)> StateAsync(GatewayHarness gateway)
    {
        var text = await gateway.Http.GetStringAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        var state = JsonNode.Parse(text)!["budgets"]![0]!;
        return ((decimal)state["spentUsd"]!, (decimal)state["reservedUsd"]!);
    }
}
