using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Testing;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Once a request's time is up nothing more is begun for it, and what there is is relayed; a limit of cost does the same.</summary>
public sealed class RequestLimitTests
{
    /// <summary>How long an upstream call takes.</summary>
    private static readonly TimeSpan s_takes = TimeSpan.FromSeconds(3);

    public static readonly TheoryData<Shape, string> Unreadable = new MatrixTheoryData<Shape, string>(
        Enum.GetValues<Shape>(), ["2", "0s", "-1s", "2h", "soon", "1e3s", "3601s", "1,5s", "s", "ms", "99999999999999999999999999999s"]);

    private readonly ManualTime _time = new();

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Once_the_time_is_up_no_further_rung_is_begun(Shape shape)
    {
        await using var upstream = await UpstreamAsync(shape);
        await using var gateway = await StartAsync(upstream);

        var reply = await AskAsync(gateway, shape, ("x-clearbar-max-latency", "2s"));

        Assert.Equal((200, "a good answer", "haiku", "regex: no match"), Told(reply));
        Assert.Single(upstream.Received);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, "regex: no match"), (row.Outcome, row.Reason));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task While_there_is_time_the_climb_goes_on(Shape shape)
    {
        await using var upstream = await UpstreamAsync(shape);
        await using var gateway = await StartAsync(upstream);

        var reply = await AskAsync(gateway, shape, ("x-clearbar-max-latency", "3001ms"));

        Assert.Equal((200, "a good answer", "haiku>sonnet", "regex: no match"), Told(reply));
        Assert.Equal(
            [("haiku", EntryOutcome.Escalated), ("sonnet", EntryOutcome.Accepted)],
            (await RowsAsync(gateway)).Select(row => (row.Rung, row.Outcome)));
    }

    [Theory]
    [InlineData("2s", 60_000)]
    [InlineData("60s", 2000)]
    [InlineData(null, 2000)]
    public async Task Of_the_clients_time_and_the_classs_the_shorter_counts(string? header, int maxLatencyMs)
    {
        await using var upstream = await UpstreamAsync(Shape.Messages);
        await using var gateway = await StartAsync(upstream, maxLatencyMs: maxLatencyMs);

        var reply = header is null
            ? await AskAsync(gateway, Shape.Messages)
            : await AskAsync(gateway, Shape.Messages, ("x-clearbar-max-latency", header));

        Assert.Equal("haiku", reply.Header("x-clearbar-path"));
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_time_that_cannot_be_read_is_refused_in_the_clients_dialect(Shape shape, string time)
    {
        await using var upstream = await UpstreamAsync(shape);
        await using var gateway = await StartAsync(upstream);

        var reply = await AskAsync(gateway, shape, ("x-clearbar-max-latency", time));

        Assert.Equal((400, shape.IsConverse() ? "ValidationException" : "invalid_request_error"), (reply.Status, reply.ErrorType));
        Assert.Contains("x-clearbar-max-latency must be a time such as 2s or 800ms", reply.BodyText, StringComparison.Ordinal);
        Assert.Empty(upstream.Received);
    }

    [Theory]
    [InlineData("2s", 529, 0)]
    [InlineData("60s", 200, 1)]
    public async Task No_retry_is_begun_when_the_time_is_up(string time, int status, int retries)
    {
        await using var upstream = await UpstreamAsync(Shape.Messages, failing: "haiku");
        await using var other = await UpstreamAsync(Shape.Messages);
        await using var gateway = await StartAsync(upstream, other: other, gate: "good");

        var reply = await AskAsync(gateway, Shape.Messages, ("x-clearbar-max-latency", time));

        Assert.Equal((status, retries), (reply.Status, other.Received.Count));
    }

    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task Where_the_next_rung_brings_no_answer_within_a_limit_the_refused_one_is_relayed(Shape shape)
    {
        await using var upstream = await UpstreamAsync(shape, failing: "sonnet");
        await using var gateway = await StartAsync(upstream);
        (string, string)[] limits = [("x-clearbar-max-latency", "60s"), ("x-clearbar-max-cost", "5")];
        foreach (var limit in limits)
        {
            var reply = await AskAsync(gateway, shape, limit);

            Assert.Equal((200, "a good answer", "haiku>sonnet", "regex: no match"), Told(reply));
            Assert.Contains("haiku", reply.Header("x-clearbar-model"), StringComparison.Ordinal);
            var rows = (await RowsAsync(gateway)).Where(row => row.RequestId == reply.Header("x-clearbar-id")).ToList();
            Assert.Equal(
                [("haiku", EntryOutcome.Accepted, "regex: no match", 3000), ("sonnet", EntryOutcome.Failed, rows[1].Reason, 3000)],
                rows.Select(row => (row.Rung, row.Outcome, row.Reason, (int)row.TotalMs)));
            Assert.Equal(rows[0].Cost!.Value.ToString(), reply.Header("x-clearbar-cost"));
        }
    }

    [Fact]
    public async Task Without_a_limit_the_next_rungs_error_is_the_answer()
    {
        await using var upstream = await UpstreamAsync(Shape.Messages, failing: "sonnet");
        await using var gateway = await StartAsync(upstream);

        var reply = await AskAsync(gateway, Shape.Messages);

        Assert.Equal(529, reply.Status);
        Assert.Equal([EntryOutcome.Escalated, EntryOutcome.Failed], (await RowsAsync(gateway)).Select(row => row.Outcome));
    }

    [Fact]
    public async Task A_kept_answer_counts_against_the_limit_of_cost_until_it_is_settled()
    {
        // What a call costs that runs out of time is not known: it counts in full, and so does haiku's answer as long as it may be relayed.
        await using var upstream = await UpstreamAsync(Shape.Messages, failing: "sonnet", status: 504);
        await using var other = await UpstreamAsync(Shape.Messages);
        await using var probe = await StartAsync(upstream);
        await AskAsync(probe, Shape.Messages);
        var ceilings = (await RowsAsync(probe)).Select(row => row.Ceiling!.Value.Amount).ToList();
        await using var gateway = await StartAsync(upstream, other: other);

        var reply = await AskAsync(gateway, Shape.Messages, ("x-clearbar-max-cost", Between(2 * ceilings[1], ceilings[0] + (2 * ceilings[1]))));

        Assert.Equal((200, "a good answer", "haiku>sonnet", "regex: no match"), Told(reply));
        Assert.Empty(other.Received);
    }

    [Fact]
    public async Task A_client_that_leaves_while_a_better_answer_is_asked_for_pays_for_the_one_that_was_kept()
    {
        using var asked = new SemaphoreSlim(0);
        await using var upstream = await FakeUpstream.StartAsync(async (http, received) =>
        {
            if (System.Text.Encoding.UTF8.GetString(received.Body).Contains("sonnet", StringComparison.Ordinal))
            {
                asked.Release();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }

            http.Response.ContentType = Answers.Json;
            await http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(Shape.Messages)), http.RequestAborted);
        });
        await using var gateway = await StartAsync(upstream);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var request = LadderGateway.Request(Shape.Messages);
        request.Headers.Add("x-clearbar-max-latency", "60s");
        var sending = gateway.Http.SendAsync(request, leaving.Token);
        await asked.WaitAsync(TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        var rows = (await gateway.SettledLedgerAsync(2)).OrderBy(static row => row.Attempt).ToList();

        Assert.Equal([("haiku", EntryOutcome.Escalated), ("sonnet", EntryOutcome.ClientGone)], rows.Select(static row => (row.Rung, row.Outcome)));
        Assert.Equal((100, PriceStatus.Exact), (rows[0].Usage.Input, rows[0].PriceStatus));
    }

    private static string Between(decimal low, decimal high) => ((low + high) / 2).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static (int Status, string Text, string? Path, string? Gate) Told(ClientReply reply) =>
        (reply.Status, reply.Text, reply.Header("x-clearbar-path"), reply.Header("x-clearbar-gate"));

    /// <summary>An upstream that answers the same on every rung, taking its time, or fails on one.</summary>
    private Task<FakeUpstream> UpstreamAsync(Shape shape, string? failing = null, int? status = null) => FakeUpstream.StartAsync(async (http, received) =>
    {
        _time.Advance(s_takes);
        var text = System.Text.Encoding.UTF8.GetString(received.Body);
        if (failing is not null && (received.Path + text).Contains(failing, StringComparison.Ordinal))
        {
            http.Response.StatusCode = status ?? (shape.IsConverse() ? 503 : 529);
            http.Response.ContentType = Answers.Json;
            await http.Response.Body.WriteAsync("""{"type":"error","message":"busy","error":{"type":"overloaded_error","message":"busy"}}"""u8.ToArray(), http.RequestAborted);
            return;
        }

        http.Response.ContentType = Answers.ContentTypeOf(shape);
        await http.Response.Body.WriteAsync(Answers.Join(Answers.PiecesOf(shape)), http.RequestAborted);
    });

    private Task<GatewayHarness> StartAsync(FakeUpstream upstream, int? maxLatencyMs = null, FakeUpstream? other = null, string gate = "^right") => GatewayHarness.StartAsync(
        GatewayHarness.DeploymentAt(upstream.Address),
        config =>
        {
            config["classes"] = LadderGateway.ClassOf([$$"""{"regex":"{{gate}}"}"""]);
            if (maxLatencyMs is { } most)
            {
                config["classes"]!["ladder"]!["maxLatencyMs"] = most;
            }

            if (other is not null)
            {
                var second = GatewayHarness.DeploymentAt(other.Address);
                second["name"] = "other";
                config["deployments"]!.AsArray().Add(second);
            }
        },
        clock: _time);

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, Shape shape, params (string Name, string Value)[] headers)
    {
        var request = LadderGateway.Request(shape);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return ClientReply.SendAsync(gateway.Http, shape, request);
    }

    private static async Task<List<LedgerRow>> RowsAsync(GatewayHarness gateway) => [.. (await gateway.LedgerAsync()).OrderBy(row => row.Attempt)];
}
