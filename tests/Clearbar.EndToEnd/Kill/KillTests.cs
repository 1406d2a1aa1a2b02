using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.EndToEnd.Kill;

/// <summary>Invariant I1 against real processes: whatever stops the gateway, its ledger and the upstream's bill agree afterwards.</summary>
public sealed class KillTests
{
    private const int Kills = 10;
    private const int Seed = 20261121;

    [Fact]
    public async Task Ten_kills_under_load_leave_one_entry_per_attempt_and_nothing_lost_or_doubled()
    {
        using var directory = new TemporaryDirectory();
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { TimeScale = 0.1, DefaultAnswerTokens = 120 }, TestContext.Current.CancellationToken);
        var config = WriteConfig(directory, emulator.BaseAddress);
        var random = new Random(Seed);
        var whole = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var gateway = await GatewayProcess.StartAsync(config, directory.Ledger);
            await using var load = new Load(gateway.Address, Seed + kill, random.Next(1, 800), whole);
            await load.ReachedAsync();
            load.ExpectDeath();
            await gateway.KillAsync();
            await load.EndedAsync();
        }

        await using (var last = await GatewayProcess.StartAsync(config, directory.Ledger))
        {
            await using var load = new Load(last.Address, Seed - 1, 200, whole);
            await load.ReachedAsync();
            load.Enough();
            await load.EndedAsync();
            await last.TerminateAsync();
            Assert.Equal(0, await last.ExitAsync());
        }

        await Eventually.TrueAsync(() => emulator.Bill.Rows.All(row => row.Outcome != BillOutcome.Open), "the upstream noticed every broken connection");
        var ledger = LedgerRow.ReadAll(new LedgerLayout(directory.Ledger).StorePath);
        new Books(ledger, emulator.Bill.Rows).Compare(whole);

        // The load was what it claims to be: several open at each kill, several climbed, several finished.
        Assert.True(whole.Count > Kills, $"only {whole.Count} answers were finished");
        Assert.True(ledger.Count(row => row.Outcome == EntryOutcome.Abandoned) >= Kills);
        Assert.Contains(ledger, row => row.Outcome == EntryOutcome.Escalated);
        Assert.Contains(ledger, row => row.Outcome == EntryOutcome.ClientGone);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", ledger.CountBy(row => row.Outcome)));
    }

    [Fact]
    public async Task Sigterm_lets_an_open_stream_finish_and_settles_it()
    {
        using var directory = new TemporaryDirectory();
        // Opus at real pace: about five seconds from the first byte to the last, so that the signal comes in the middle.
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { TimeScale = 1, DefaultAnswerTokens = 250 }, TestContext.Current.CancellationToken);
        await using var gateway = await GatewayProcess.StartAsync(WriteConfig(directory, emulator.BaseAddress), directory.Ledger);
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var request = ClientRequest.Of(Shape.MessagesStream, "opus", "a long story", maxTokens: 1000);

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await gateway.TerminateAsync();
        var reply = await ClientReply.ReadAsync(Shape.MessagesStream, response);

        Assert.True(reply.LooksComplete, $"cut: {reply.WasCut}, events: {reply.Events.Count}, {reply.ErrorType}\n{gateway.Talk}");
        Assert.Equal(0, await gateway.ExitAsync());
        var entry = Assert.Single(LedgerRow.ReadAll(new LedgerLayout(directory.Ledger).StorePath));
        Assert.Equal(EntryOutcome.Accepted, entry.Outcome);
        Assert.Equal(Assert.Single(emulator.Bill.Rows).Usage, entry.Usage);
    }

    [Theory]
    [InlineData(Shape.MessagesStream)]
    [InlineData(Shape.ConverseStream)]
    public async Task A_client_that_hangs_up_in_mid_stream_stops_the_upstream_and_pays_for_what_came(Shape shape)
    {
        // Five thousand tokens at real pace take over a minute: the upstream only ends in time if it is told to.
        await using var gateway = await GatewayHarness.StartAsync(emulator: new EmulatorOptions { TimeScale = 1, DefaultAnswerTokens = 5000 });
        using (var request = ClientRequest.Of(shape, "haiku", "a long story", maxTokens: 8000))
        using (var http = HangUp.ClientOf(gateway.Address))
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var seen = 0;
            while (seen < 2000)
            {
                seen += await body.ReadAsync(new byte[2000], TestContext.Current.CancellationToken);
            }
        }

        var bill = gateway.Host.Emulator!.Bill;
        await Eventually.TrueAsync(() => bill.Rows[0].Outcome == BillOutcome.Incomplete, "the upstream was told to stop");
        var row = Assert.Single(bill.Rows);
        var entry = Assert.Single(await gateway.SettledLedgerAsync());
        Assert.Equal(EntryOutcome.ClientGone, entry.Outcome);
        Assert.InRange(row.Usage.Output, 1, 2500);
        Assert.InRange(entry.Usage.Output, 1, row.Usage.Output + 50);
        Assert.Equal(PriceStatus.Estimated, entry.PriceStatus);
        Assert.True(entry.Ceiling > entry.Cost);
        // Anthropic says the prompt's tokens at the start of a stream; Converse only at its end, so that there it is an estimate.
        Assert.InRange(entry.Usage.Input, shape == Shape.MessagesStream ? row.Usage.Input : 1, shape == Shape.MessagesStream ? row.Usage.Input : 50);
    }

    private static string WriteConfig(TemporaryDirectory directory, Uri upstream)
    {
        var config = new JsonObject
        {
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = upstream.ToString() }),
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
        var path = Path.Combine(directory.Root, "clearbar.json");
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }
}
