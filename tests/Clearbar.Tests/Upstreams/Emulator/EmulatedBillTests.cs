using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>
/// The bill is the other side of a gateway's ledger: it must agree with every usage told to callers, and know what broke off.
/// </summary>
public sealed class EmulatedBillTests
{
    [Fact]
    public async Task The_bill_equals_the_usages_told_in_every_dialect()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var streaming = EmulatorClient.Ask("streamed");
        streaming["stream"] = true;
        var system = string.Join(' ', Enumerable.Repeat("amber", 1500));
        var cached = EmulatorClient.Ask("cached", EmulatorClient.Sonnet);
        cached["system"] = JsonNode.Parse($$"""[{"type":"text","text":"{{system}}","cache_control":{"type":"ephemeral"} }]""");

        var told = Sum((await emulator.MessageAsync(cached)).GetProperty("usage"))
            + Sum((await emulator.MessageAsync(cached)).GetProperty("usage"));
        using var response = await emulator.SendAsync("/v1/messages", streaming);
        var events = WireReading.Sse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        told += Sum(events[^2].Json.GetProperty("usage"));
        told += (await emulator.ConverseAsync(EmulatorClient.AskConverse())).GetProperty("usage").GetProperty("totalTokens").GetInt64();
        using var invoked = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "invoke"), EmulatorClient.AskInvoke());
        told += Sum((await EmulatorClient.JsonAsync(invoked)).GetProperty("usage"));

        var bill = await emulator.BillAsync();
        var rows = bill.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(told, rows.Sum(row => Total(row.GetProperty("usage"))));
        Assert.Equal(told, Total(bill.GetProperty("total")));
        Assert.Equal(told, emulator.Host.Bill.Total.Total);
        Assert.All(rows, row => Assert.Equal("completed", row.GetProperty("outcome").GetString()));
        Assert.Equal(["anthropic", "anthropic", "anthropic", "converse", "invoke"],
            rows.ConvertAll(row => row.GetProperty("dialect").GetString()));
        Assert.True(rows[0].GetProperty("usage").GetProperty("cacheWrite5m").GetInt64() > 1000);
        Assert.Equal(
            rows[0].GetProperty("usage").GetProperty("cacheWrite5m").GetInt64(),
                rows[1].GetProperty("usage").GetProperty("cacheRead").GetInt64());
        Assert.True(bill.GetProperty("emulated").GetBoolean());
    }

    [Fact]
    public async Task A_row_carries_the_callers_entry_and_both_ids()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(), entry: "entry-42");
        var message = await EmulatorClient.JsonAsync(response);

        var row = Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal("entry-42", row.Entry);
        Assert.Equal(message.GetProperty("id").GetString(), row.Id);
        Assert.Equal(Assert.Single(response.Headers.GetValues("request-id")), row.RequestId);
        Assert.Equal(("claude-haiku-4-5-20251001", "claude-haiku-4-5"), (row.Model, row.ModelAsked));
        Assert.NotNull(row.EndedAt);
    }

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_is_billed_for_what_was_generated()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson("""{"faults":[{"kind":"stall","afterEvents":6,"delayMs":-1}]}"""),
        });
        var ask = EmulatorClient.Ask();
        ask["stream"] = true;

        var response = await emulator.SendAsync("/v1/messages", ask, entry: "left");
        await using (var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(await body.ReadAsync(new byte[16], TestContext.Current.CancellationToken) > 0);
            Assert.Equal(BillOutcome.Open, Assert.Single(emulator.Host.Bill.Rows).Outcome);
        }

        response.Dispose();
        var row = await SettledAsync(emulator);

        Assert.Equal(BillOutcome.Incomplete, row.Outcome);
        Assert.True(row.Usage.Input > 0);
        Assert.InRange(row.Usage.Output, 1, 20);
        Assert.Equal(emulator.Host.Bill.Total, row.Usage);
    }

    [Fact]
    public async Task A_caller_that_leaves_before_the_first_byte_is_billed_for_the_prompt()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { TimeProvider = clock, TimeScale = 1 });
        using var leaving = new CancellationTokenSource();

        var sending = emulator.Http.PostAsync("/v1/messages", new StringContent(EmulatorClient.Ask().ToJsonString()), leaving.Token);
        await clock.ArmedAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        var row = await SettledAsync(emulator);

        Assert.Equal((BillOutcome.Incomplete, 0L), (row.Outcome, row.Usage.Output));
        Assert.True(row.Usage.Input > 0);
    }

    [Fact]
    public async Task Reset_forgets_bill_caches_and_fault_counts()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson("""{"faults":[{"match":{"nth":2},"kind":"throttle"}]}"""),
        });
        var ask = EmulatorClient.Ask(string.Join(' ', Enumerable.Repeat("amber", 1500)), EmulatorClient.Sonnet);
        ask["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        await emulator.MessageAsync(ask);

        using var reset = await emulator.Http.PostAsync("/emulator/reset", null, TestContext.Current.CancellationToken);
        var again = await emulator.MessageAsync(ask);

        Assert.Equal(204, (int)reset.StatusCode);
        Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal(0, again.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32());
    }

    [Fact]
    public async Task A_full_bill_says_how_many_rows_it_lacks_and_still_adds_up()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { BillCapacity = 1 });
        var first = await emulator.MessageAsync(EmulatorClient.Ask());
        var second = await emulator.MessageAsync(EmulatorClient.Ask("Another question"));

        var bill = await emulator.BillAsync();

        Assert.Equal(1, bill.GetProperty("rows").GetArrayLength());
        Assert.Equal(1, bill.GetProperty("unrecorded").GetInt32());
        Assert.Equal(Sum(first.GetProperty("usage")) + Sum(second.GetProperty("usage")), Total(bill.GetProperty("total")));
    }

    [Fact]
    public async Task Many_callers_at_once_get_one_row_each()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (i, cancellation) =>
        {
            using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask($"question {i}"), entry: $"e{i}");
            Assert.Equal(200, (int)response.StatusCode);
            await response.Content.ReadAsByteArrayAsync(cancellation);
        });

        var rows = emulator.Host.Bill.Rows;
        Assert.Equal(200, rows.Select(row => row.Entry).Distinct().Count());
        Assert.Equal(200, rows.Select(row => row.Id).Distinct().Count());
        Assert.Equal(rows.Sum(row => row.Usage.Total), emulator.Host.Bill.Total.Total);
    }

    /// <summary>Waits, by asking again, until the server has seen that its caller left.</summary>
    private static async Task<BillRow> SettledAsync(EmulatorClient emulator)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var row = Assert.Single(emulator.Host.Bill.Rows);
            if (row.Outcome != BillOutcome.Open)
            {
                return row;
            }

            await emulator.Http.GetStringAsync("/", TestContext.Current.CancellationToken);
        }
    }

    private static long Sum(JsonElement usage) =>
        usage.GetProperty("input_tokens").GetInt64() + usage.GetProperty("cache_creation_input_tokens").GetInt64()
        + usage.GetProperty("cache_read_input_tokens").GetInt64() + usage.GetProperty("output_tokens").GetInt64();

    private static long Total(JsonElement usage) => usage.EnumerateObject().Sum(bucket => bucket.Value.GetInt64());
}
