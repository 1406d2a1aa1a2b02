using System.Text.Json.Nodes;
using Clearbar.Budgets;
using Clearbar.Configuration;
using Clearbar.EndToEnd.Harness;
using Clearbar.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Budgets;

/// <summary>Budgets that come with a change of configuration while the gateway runs.</summary>
public sealed class BudgetReloadTests
{
    [Fact]
    public async Task A_new_budget_starts_with_what_its_window_has_already_cost_and_counts_nothing_twice()
    {
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        CurrentSnapshot? current = null;
        await using var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address), configure: null, configureApp: app => current = app.Services.GetRequiredService<CurrentSnapshot>());
        await AskAsync(gateway);
        await AskAsync(gateway);

        var late = new Budget { Name = "late", Limit = new Usd(BudgetedGateway.HaikuCost * 4) };
        current!.Replace(SnapshotCompiler.Compile(current.Value.Options with { Budgets = [late] }, [])!);
        await AskAsync(gateway);

        await Eventually.TrueAsync(async () => (bool)(await StateAsync(gateway))["complete"]!, "the ledger was read");
        Assert.Equal(BudgetedGateway.HaikuCost * 3, (decimal)(await StateAsync(gateway))["spentUsd"]!);
        Assert.Equal(200, await AskAsync(gateway));
        Assert.Equal(402, await AskAsync(gateway));
    }

    private static async Task<int> AskAsync(GatewayHarness gateway) =>
        (await ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", "hello"))).Status;

    private static async Task<JsonNode> StateAsync(GatewayHarness gateway)
    {
        var text = await gateway.Http.GetStringAsync(new Uri("/clearbar/v1/budgets", UriKind.Relative), TestContext.Current.CancellationToken);
        return Assert.Single(JsonNode.Parse(text)!["budgets"]!.AsArray())!;
    }
}
