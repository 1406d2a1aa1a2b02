using Clearbar.EndToEnd.Budgets;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Testing;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>What the token estimator has learned outlives the process.</summary>
public sealed class EstimatorMemoryTests
{
    /// <summary>What the upstream of these tests counts for every prompt.</summary>
    private const long Counted = 100;

    private readonly ManualTime _clock = new();

    [Fact]
    public async Task A_restarted_gateway_estimates_as_well_as_before()
    {
        using var directory = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        await using (var first = await StartAsync(upstream, directory))
        {
            for (var i = 0; i < 60; i++)
            {
                await AskAsync(first);
            }
        }

        await using var second = await StartAsync(upstream, directory);
        await AskAsync(second);

        await second.Host.Ledger.FlushAsync(TestContext.Current.CancellationToken);
        var estimates = LedgerRow.ReadAll(new LedgerLayout(directory.Ledger).StorePath).Select(static row => row.EstimatedPromptTokens).ToList();
        Assert.True(estimates[0] > Counted * 1.2, $"the prior is {estimates[0]}");
        Assert.True(Math.Abs(estimates[^1] - Counted) <= Math.Abs(estimates[^2] - Counted), $"{estimates[^2]} before the restart, {estimates[^1]} after");
        Assert.True(estimates[^1] < Counted * 1.1, $"learned down to {estimates[^1]}");
    }

    [Fact]
    public async Task It_is_saved_each_minute_so_that_a_kill_takes_little()
    {
        using var directory = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        await using var gateway = await StartAsync(upstream, directory);
        await AskAsync(gateway);
        var path = new LedgerLayout(directory.Ledger).EstimatesPath;
        Assert.False(File.Exists(path));

        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("claude-haiku-4-5", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_costs_the_estimates_and_nothing_else()
    {
        using var directory = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync(BudgetedGateway.AnswerWell);
        var path = new LedgerLayout(directory.Ledger).EstimatesPath;
        Directory.CreateDirectory(directory.Ledger);
        await File.WriteAllTextAsync(path, """{"version":1,"models":[{""", TestContext.Current.CancellationToken);

        await using (var gateway = await StartAsync(upstream, directory))
        {
            await AskAsync(gateway);
        }

        Assert.StartsWith("""{"version":1,"models":[{"model":"claude-haiku-4-5""", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    private Task<GatewayHarness> StartAsync(FakeUpstream upstream, TemporaryDirectory directory) => GatewayHarness.StartAsync(
        GatewayHarness.DeploymentAt(upstream.Address), config => config["data"] = directory.Ledger, clock: _clock);

    private async Task AskAsync(GatewayHarness gateway)
    {
        // Entries are in the order of their milliseconds.
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var reply = await ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", new string('x', 600)));
        Assert.Equal(200, reply.Status);
    }
}
