using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli.Verbs;
using Clearbar.EndToEnd.Budgets;
using Clearbar.EndToEnd.Harness;
using Clearbar.Testing;

namespace Clearbar.EndToEnd.Limits;

/// <summary>The figures for AWS's quota form, from a ledger that a gateway wrote.</summary>
public sealed class QuotaVerbTests
{
    [Fact]
    public async Task The_figures_are_those_of_the_traffic_in_bedrocks_own_count()
    {
        var clock = new ManualTime();
        await using var gateway = await BudgetedGateway.StartAsync(static _ => { }, BudgetedGateway.AnswerWell, clock);
        foreach (var requests in (int[])[1, 3, 2])
        {
            for (var i = 0; i < requests; i++)
            {
                Assert.Equal(200, (await gateway.AskAsync()).Status);
            }

            clock.Advance(TimeSpan.FromMinutes(5));
        }

        await gateway.Harness.LedgerAsync();
        using var output = new StringWriter();
        using var talk = new StringWriter();
        var code = await QuotaVerb.Create().Parse(["--data", gateway.Harness.LedgerDirectory, "--format", "json"]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = talk }, TestContext.Current.CancellationToken);

        Assert.True(code == 0, talk.ToString());
        using var json = JsonDocument.Parse(output.ToString());
        var model = Assert.Single(json.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal(5, model.GetProperty("burndown").GetInt32());
        Assert.Equal((6, 3), (model.GetProperty("requests").GetInt32(), model.GetProperty("activeMinutes").GetInt32()));
        var tokens = model.GetProperty("tokensPerMinute");
        // 100 in and 10 out at five times: 150 a request.
        Assert.Equal((300, 450, 450), (tokens.GetProperty("p50").GetInt32(), tokens.GetProperty("p90").GetInt32(), tokens.GetProperty("max").GetInt32()));
        Assert.Equal(900, model.GetProperty("usedTokens").GetInt32());
        Assert.Equal((100.0, 10.0), (model.GetProperty("averageInputTokens").GetDouble(), model.GetProperty("averageOutputTokens").GetDouble()));
        Assert.Equal(256, model.GetProperty("suggestedMaxTokens").GetInt32());
        // Each deducts its estimated prompt (10 tokens) and its max_tokens (256), which only its ceiling tells: to a token or two.
        Assert.InRange(model.GetProperty("reservedTokens").GetInt32(), 6 * 264, 6 * 268);
    }
}
