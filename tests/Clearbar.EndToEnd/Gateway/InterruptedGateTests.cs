using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Clearbar.EndToEnd.Harness.LadderGateway;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>While a gate asks, the answer it is about is whole and billed: whatever happens then, its cost is known.</summary>
public sealed class InterruptedGateTests
{
    private const string Agreement = """{"agreement":{"samples":2,"by":"label"}}""";

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_client_that_hangs_up_on_a_webhook_pays_for_the_answer_it_did_not_wait_for(Shape shape)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeUpstream.StartAsync((http, _) =>
        {
            http.RequestAborted.Register(letGo.SetResult);
            asked.SetResult();
            return letGo.Task;
        });
        await using var gateway = await StartAsync(
            [$$$"""{"webhook":{"url":"{{{server.Address}}}","timeoutMs":30000}}"""], [Says(Haiku, "a"), Says(Sonnet, "not asked")]);

        await HangUpWhenAsync(gateway, shape, asked.Task);

        await letGo.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        CheckGone(gateway, Assert.Single(await gateway.SettledLedgerAsync()));
        Assert.Single(gateway.Host.Emulator!.Bill.Rows);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_client_that_hangs_up_on_samples_takes_them_with_it(Shape shape)
    {
        // The first call is met by the first rule and not struck; the second and third by one rule each.
        var stalls = new FaultRule { Kind = FaultKind.SlowFirstByte, Model = Haiku, DelayMilliseconds = -1, Nth = 2 };
        await using var gateway = await StartAsync([Agreement], [Says(Haiku, "a"), Says(Sonnet, "not asked")], faults: new FaultScript([stalls, stalls]));
        var asked = Eventually.TrueAsync(() => gateway.Host.Emulator!.Bill.Rows.Count == 3, "both samples are asked");

        await HangUpWhenAsync(gateway, shape, asked);

        var rows = await gateway.SettledLedgerAsync(3);
        Assert.Single(rows.Select(row => row.RequestId).Distinct());
        Assert.All(rows, row => Assert.Equal(("haiku", EntryOutcome.ClientGone), (row.Rung, row.Outcome)));
        CheckGone(gateway, Assert.Single(rows, row => row.Cost is not null));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Samples_the_ledger_cannot_record_are_not_sent_and_the_answer_stays_on_it_at_its_cost(Shape shape)
    {
        var (gateway, ledger) = await StartWatchedAsync();
        await using var _ = gateway;
        var opened = 0;
        ledger.Opening = entry =>
        {
            if (Interlocked.Increment(ref opened) is 2 or 3)
            {
                throw new LedgerUnavailableException("full");
            }
        };

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(("haiku>sonnet", "c"), (reply.Header("x-clearbar-path"), reply.Text));
        var rows = await gateway.LedgerAsync();
        Assert.Equal(
            [("haiku", EntryOutcome.Escalated, "agreement: 0 of 2 samples came"), ("sonnet", EntryOutcome.Accepted, null)],
            rows.Where(row => row.Outcome != EntryOutcome.Sample).Select(row => (row.Rung, row.Outcome, row.Reason)));
        BillCheck.Holds(gateway, rows, reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Samples_that_cannot_be_settled_yet_are_not_used_and_paid_all_the_same(Shape shape)
    {
        var (gateway, ledger) = await StartWatchedAsync();
        await using var _ = gateway;
        ledger.Settling = static entry =>
        {
            if (entry.Outcome == EntryOutcome.Sample)
            {
                throw new LedgerUnavailableException("full");
            }
        };

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(("haiku>sonnet", "c"), (reply.Header("x-clearbar-path"), reply.Text));
        Assert.Equal("agreement: 0 of 2 samples came", reply.Header("x-clearbar-gate"));
        var rows = await gateway.SettledLedgerAsync(6);
        Assert.Equal(4, rows.Count(row => row.Outcome == EntryOutcome.Sample));
        BillCheck.Holds(gateway, rows, reply);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task An_answer_that_is_drained_is_still_judged_and_climbs_no_further(Shape shape)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeUpstream.StartAsync(async (http, _) =>
        {
            asked.SetResult();
            await gone.Task;
            await http.Response.WriteAsync("""{"verdict":"fail"}""", http.RequestAborted);
        });
        await using var gateway = await StartAsync(
            [$$$"""{"webhook":{"url":"{{{server.Address}}}","timeoutMs":30000}}"""],
            [Says(Haiku, "a"), Says(Sonnet, "not asked")],
            config => config["resilience"] = new JsonObject { ["onHangUp"] = "drain", ["drainMs"] = 60_000 },
            app: app => app.Use(async (http, next) =>
            {
                // The gateway has noticed: only then does the server answer.
                http.RequestAborted.Register(() => gone.TrySetResult());
                await next(http);
            }));

        await HangUpWhenAsync(gateway, shape, asked.Task);

        CheckGone(gateway, Assert.Single(await gateway.SettledLedgerAsync()));
        Assert.Single(gateway.Host.Emulator!.Bill.Rows);
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task A_ledger_that_is_full_from_the_samples_on_tells_the_client_and_forgets_no_cost(Shape shape)
    {
        var (gateway, ledger) = await StartWatchedAsync();
        await using var _ = gateway;
        var opened = 0;
        ledger.Opening = entry =>
        {
            if (Interlocked.Increment(ref opened) > 1)
            {
                throw new LedgerUnavailableException("full");
            }
        };
        ledger.Settling = static _ => throw new LedgerUnavailableException("full");

        var reply = await AskAsync(gateway, shape);

        Assert.Equal(shape.IsConverse() ? 503 : 529, reply.Status);
        var row = Assert.Single(await gateway.SettledLedgerAsync());
        Assert.Equal(Assert.Single(gateway.Host.Emulator!.Bill.Rows).Usage, row.Usage);
        Assert.Equal((PriceStatus.Exact, true), (row.PriceStatus, row.Cost > Usd.Zero));
    }

    private static async Task<(GatewayHarness Gateway, WatchedLedger Ledger)> StartWatchedAsync()
    {
        WatchedLedger? ledger = null;
        var gateway = await StartAsync(
            [Agreement],
            [Says(Haiku, "a"), Says(Sonnet, "c")],
            services: services => services.AddSingleton<ILedger>(
                provider => ledger = new WatchedLedger(provider.GetRequiredService<LedgerService>)));
        return (gateway, ledger!);
    }

    private static async Task HangUpWhenAsync(GatewayHarness gateway, Shape shape, Task asked)
    {
        using var hangUp = new CancellationTokenSource();
        using var http = HangUp.ClientOf(gateway.Address);
        using var request = Request(shape);
        var reading = ReadAsync(http, request, hangUp.Token);
        await asked;
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static async Task ReadAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    private static void CheckGone(GatewayHarness gateway, LedgerRow row)
    {
        Assert.Equal((EntryOutcome.ClientGone, true, PriceStatus.Exact), (row.Outcome, row.UsageIsFinal, row.PriceStatus));
        Assert.Equal(gateway.Host.Emulator!.Bill.Rows.Single(billed => Guid.ParseExact(billed.Entry!, "N") == row.EntryId).Usage, row.Usage);
        Assert.True(row.Cost > Usd.Zero);
    }
}
