using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Cli;
using Clearbar.EndToEnd.Harness;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Calibrating;

/// <summary>Live calls against an upstream that does not always answer.</summary>
public sealed class CalibrationFailureTests
{
    private const string Message = """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"refund"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":20,"output_tokens":4}}
        """;

    [Fact]
    public async Task A_request_that_a_rung_refuses_is_left_out_and_named()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, request) => Asks(request, 2)
            ? AnswerAsync(http, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"too odd"}}""")
            : AnswerAsync(http, 200, Message));
        using var bench = BenchAt(upstream);

        var run = await bench.LiveAsync(Requests(bench, 4), "1");

        Assert.Contains("1 requests have no answer from every rung and are left out, the first is request \"q2\" (line 3): HTTP 400: too odd", run.Talk, StringComparison.Ordinal);
        Assert.Contains("3 requests asked", run.Talk, StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllLinesAsync(bench.Record, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_refused_key_ends_the_run_at_once()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) =>
            AnswerAsync(http, 401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"""));
        using var bench = BenchAt(upstream);

        var run = await bench.LiveAsync(Requests(bench, 50), "1");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.InRange(upstream.Received.Count, 1, 4);
        Assert.Contains("0 of 50 requests are done", run.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_whose_cost_nobody_knows_count_with_their_ceilings()
    {
        await using var upstream = await FakeUpstream.StartAsync(static (http, _) => AnswerAsync(http, 200, """{"id":"msg_1","type":"mess"""));
        using var bench = BenchAt(upstream);

        var run = await bench.LiveAsync(Requests(bench, 50), "0.02");

        Assert.NotEmpty(run.Ledger);
        Assert.InRange(run.Spent, 0.000001m, 0.02m);
        Assert.False(File.Exists(bench.Record) && new FileInfo(bench.Record).Length > 0);
    }

    [Fact]
    public async Task Stopped_by_hand_it_keeps_what_is_whole_and_goes_on_from_there()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var calls = 0;
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            if (Interlocked.Increment(ref calls) == 21)
            {
                await stop.CancelAsync();
            }

            if (stop.IsCancellationRequested && calls < 30)
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            await AnswerAsync(http, 200, Message);
        });
        using var bench = BenchAt(upstream);
        var requests = Requests(bench, 40);

        var stopped = await bench.LiveAsync(requests, "1", stop.Token);
        var whole = (await File.ReadAllLinesAsync(bench.Record, TestContext.Current.CancellationToken)).Length;
        calls = 1000;
        var rest = await bench.LiveAsync(requests, "1");

        Assert.Equal(ExitCodes.Interrupted, stopped.ExitCode);
        Assert.Empty(stopped.Output);
        // Of twenty answers four may have been on their way, and four requests may have had one each; every other pair is whole.
        Assert.InRange(whole, 6, 10);
        Assert.Contains($"{whole} of 40 requests are done; the same command goes on from there.", stopped.Talk, StringComparison.Ordinal);
        Assert.Equal((40 - whole) * 2, rest.Ledger.Count);
    }

    private static CalibrationBench BenchAt(FakeUpstream upstream) =>
        new(new JsonObject { ["deployments"] = new JsonArray(GatewayHarness.DeploymentAt(upstream.Address)) });

    private static string Requests(CalibrationBench bench, int count) =>
        bench.Write("requests.jsonl", Enumerable.Range(0, count).Select(static i => CalibrationBench.Request(i)));

    private static bool Asks(ReceivedRequest request, int number) =>
        Encoding.UTF8.GetString(request.Body).Contains(string.Create(CultureInfo.InvariantCulture, $"question {number}\""), StringComparison.Ordinal);

    private static async Task AnswerAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body, http.RequestAborted);
    }
}
