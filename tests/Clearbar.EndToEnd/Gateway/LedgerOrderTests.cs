using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Invariant I1, the order of things: recorded, then sent; settled, then told.</summary>
public sealed class LedgerOrderTests
{
    public static readonly TheoryData<Shape, bool> AllDeliveries = new MatrixTheoryData<Shape, bool>(Enum.GetValues<Shape>(), [false, true]);

    [Theory]
    [MemberData(nameof(AllDeliveries))]
    public async Task Nothing_is_sent_before_the_entry_is_open_and_nothing_ends_before_it_is_settled(Shape shape, bool held)
    {
        await using var upstream = await StartUpstreamAsync(shape);
        using var opening = new ManualResetEventSlim();
        using var settling = new ManualResetEventSlim();
        var atOpening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var atSettling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (gateway, ledger) = await StartAsync(upstream);
        await using var _ = gateway;
        ledger.Opening = entry =>
        {
            atOpening.SetResult();
            opening.Wait(TestContext.Current.CancellationToken);
        };
        ledger.Settling = entry =>
        {
            atSettling.SetResult();
            settling.Wait(TestContext.Current.CancellationToken);
        };
        var last = Answers.PiecesOf(shape)[^1];

        var seen = new MemoryStream();
        var reading = ReadAsync(gateway, shape, held, seen);
        await atOpening.Task;
        Assert.Empty(upstream.Received);
        opening.Set();
        await atSettling.Task;

        // All that may be relayed has been written by now; wait for as much as must come, then look that no more did.
        var before = held || !shape.IsStream() ? 0 : Answers.Join(Answers.PiecesOf(shape)[..^1]).Length;
        await Eventually.TrueAsync(() => LengthOf(seen) >= before, "everything but the end has arrived");
        Assert.False(Contains(seen, last), "the end of the answer was told before it was settled");
        Assert.False(reading.IsCompleted);
        settling.Set();
        await reading;

        Assert.True(Contains(seen, last));
        Assert.Equal([true, false], ledger.Records.Select(record => record.IsOpening));
    }

    [Theory]
    [MemberData(nameof(AllDeliveries))]
    public async Task A_ledger_that_cannot_open_an_entry_stops_the_attempt(Shape shape, bool held)
    {
        await using var upstream = await StartUpstreamAsync(shape);
        var (gateway, ledger) = await StartAsync(upstream);
        await using var _ = gateway;
        ledger.Opening = static _ => throw new LedgerUnavailableException("the disk is full");

        var reply = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "opus", "hi", held ? "held" : null));

        Assert.Equal(shape.IsConverse() ? (503, "ServiceUnavailableException") : (529, "overloaded_error"), (reply.Status, reply.ErrorType));
        Assert.Equal("5", reply.Header("retry-after"));
        Assert.Empty(upstream.Received);
        Assert.Empty(await gateway.LedgerAsync());

        ledger.Opening = static _ => { };
        var next = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "opus", "hi", held ? "held" : null));
        Assert.True(next.LooksComplete);
    }

    [Theory]
    [MemberData(nameof(AllDeliveries))]
    public async Task An_answer_that_cannot_be_settled_is_not_told_as_finished(Shape shape, bool held)
    {
        await using var upstream = await StartUpstreamAsync(shape);
        var (gateway, ledger) = await StartAsync(upstream);
        await using var _ = gateway;
        ledger.Settling = static _ => throw new LedgerUnavailableException("the disk is full");

        var reply = await ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "opus", "hi", held ? "held" : null));

        Assert.False(reply.LooksComplete);
        Assert.NotNull(reply.ErrorType);
        // It was bought all the same, for a sum that is known: recorded later, as an answer that did not reach its client.
        var entry = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Broken, PriceStatus.Exact, true), (entry.Outcome, entry.PriceStatus, entry.UsageIsFinal));
        Assert.True(entry.Cost > Usd.Zero);
    }

    private static Task<FakeUpstream> StartUpstreamAsync(Shape shape) => FakeUpstream.StartAsync(async (http, _) =>
    {
        http.Response.ContentType = Answers.ContentTypeOf(shape);
        foreach (var piece in Answers.PiecesOf(shape))
        {
            await http.Response.Body.WriteAsync(piece);
            await http.Response.Body.FlushAsync();
        }
    });

    private static async Task<(GatewayHarness Gateway, WatchedLedger Ledger)> StartAsync(FakeUpstream upstream)
    {
        WatchedLedger? ledger = null;
        var gateway = await GatewayHarness.StartAsync(
            GatewayHarness.DeploymentAt(upstream.Address),
            config => config["classes"] = new JsonObject
            {
                ["held"] = new JsonObject
                {
                    ["ladder"] = new JsonArray("opus"),
                    ["gates"] = new JsonArray(new JsonObject { ["stopReason"] = new JsonArray("end_turn") }),
                },
            },
            configureServices: services => services.AddSingleton<ILedger>(
                provider => ledger = new WatchedLedger(provider.GetRequiredService<LedgerService>)));
        return (gateway, ledger!);
    }

    private static async Task ReadAsync(GatewayHarness gateway, Shape shape, bool held, MemoryStream seen)
    {
        using var request = ClientRequest.Of(shape, "opus", "hi", held ? "held" : null);
        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[4096];
        while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is var read and > 0)
        {
            lock (seen)
            {
                seen.Write(buffer, 0, read);
            }
        }
    }

    private static long LengthOf(MemoryStream seen)
    {
        lock (seen)
        {
            return seen.Length;
        }
    }

    private static bool Contains(MemoryStream seen, byte[] part)
    {
        lock (seen)
        {
            return seen.ToArray().AsSpan().IndexOf(part) >= 0;
        }
    }
}
