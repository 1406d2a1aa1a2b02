using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>A held stream reaches the client as soon as its gates are sure of it, or when as much has come as its owner wants to see first.</summary>
public sealed class StreamReleaseTests
{
    private const string LongEnough = """{"length":{"minChars":4}}""";
    private const string EndsWell = """{"regex":"well$"}""";

    public static readonly TheoryData<Dialect> Dialects = [Dialect.Anthropic, Dialect.Converse, Dialect.Invoke, Dialect.OpenAi];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly PacedAnswer _answer = new(2, "all ", "is ", "well");

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_answer_that_can_only_pass_is_released_before_its_end(Dialect dialect)
    {
        await using var upstream = await PacedUpstream.StartAsync(("haiku", _answer));
        await using var gateway = await StartAsync(upstream, LongEnough);

        var (early, reply) = await AskAsync(gateway, dialect);

        Assert.Contains("is ", early, StringComparison.Ordinal);
        Assert.Equal(("all is well", "haiku", null), (reply.Text, reply.Header("x-clearbar-path"), reply.Header("x-clearbar-gate")));
        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Contains("claude-haiku", reply.Header("x-clearbar-model"), StringComparison.Ordinal);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, PriceStatus.Exact, null), (row.Outcome, row.PriceStatus!.Value, row.Reason));
        if (dialect is Dialect.Anthropic or Dialect.OpenAi)
        {
            Assert.Contains($": x-clearbar-cost {row.Cost}\n", reply.BodyText, StringComparison.Ordinal);
            Assert.DoesNotContain("x-clearbar-gate", reply.BodyText, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Held_back_for_some_characters_it_is_released_then_and_a_late_failure_is_told_and_recorded(Dialect dialect)
    {
        var late = new PacedAnswer(2, "all ", "is ", "lost");
        await using var upstream = await PacedUpstream.StartAsync(("haiku", late), ("sonnet", new PacedAnswer(-1, "well")));
        await using var gateway = await StartAsync(upstream, EndsWell, ladder => ladder["holdBack"] = 6);

        var (early, reply) = await AskAsync(gateway, dialect, late);

        Assert.Contains("is ", early, StringComparison.Ordinal);
        Assert.Equal(("all is lost", "haiku"), (reply.Text, reply.Header("x-clearbar-path")));
        Assert.True(reply.LooksComplete, reply.BodyText);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, PriceStatus.Exact, "regex: no match"), (row.Outcome, row.PriceStatus!.Value, row.Reason));
        if (dialect is Dialect.Anthropic or Dialect.OpenAi)
        {
            Assert.Contains(": x-clearbar-gate regex: no match\n", reply.BodyText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Over_HTTP2_a_late_failure_is_a_trailer()
    {
        var late = new PacedAnswer(2, "all ", "is ", "lost");
        await using var upstream = await PacedUpstream.StartAsync(("haiku", late));
        await using var gateway = await StartAsync(upstream, EndsWell, ladder => ladder["holdBack"] = 6);
        using var request = RequestOf(Dialect.Converse);
        (request.Version, request.VersionPolicy) = (new Version(2, 0), HttpVersionPolicy.RequestVersionExact);
        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        var (early, reply) = await ReadAsync(response, Dialect.Converse, late);

        Assert.Equal(("all is ", "all is lost"), (early, reply.Text));
        Assert.Equal(["regex: no match"], response.TrailingHeaders.GetValues("x-clearbar-gate"));
        Assert.Equal([Assert.Single(await gateway.LedgerAsync()).Cost.ToString()!], response.TrailingHeaders.GetValues("x-clearbar-cost"));
    }

    [Fact]
    public async Task What_dooms_an_answer_before_it_is_long_enough_still_sends_it_up()
    {
        var doomed = new PacedAnswer(1, "no", " never in any case");
        await using var upstream = await PacedUpstream.StartAsync(("haiku", doomed), ("sonnet", new PacedAnswer(-1, "yes")));
        await using var gateway = await StartAsync(upstream, """{"regex":"^yes$"}""", ladder => ladder["holdBack"] = 8);

        var reply = await ClientReply.SendAsync(gateway.Http, Dialect.Anthropic, RequestOf(Dialect.Anthropic));
        doomed.GoOn.SetResult();

        Assert.Equal(("yes", "haiku>sonnet"), (reply.Text, reply.Header("x-clearbar-path")));
        Assert.All(await gateway.SettledLedgerAsync(2), row => Assert.Equal(PriceStatus.Exact, row.PriceStatus));
    }

    [Fact]
    public async Task An_answer_released_early_that_breaks_off_ends_as_an_error_and_is_recorded_so()
    {
        var broken = new PacedAnswer(2, "all ", "is ", "well") { BreaksOff = true };
        await using var upstream = await PacedUpstream.StartAsync(("haiku", broken), ("sonnet", _answer));
        await using var gateway = await StartAsync(upstream, LongEnough);

        var (_, reply) = await AskAsync(gateway, Dialect.Anthropic, broken);

        Assert.Equal(("all is ", "api_error", false), (reply.Text, reply.ErrorType, reply.LooksComplete));
        Assert.Equal(EntryOutcome.Broken, Assert.Single(await gateway.LedgerAsync()).Outcome);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task However_the_stream_is_cut_the_client_gets_the_same_bytes_as_if_it_had_been_held_to_its_end(Dialect dialect)
    {
        var answer = new PacedAnswer(-1, "{\"name\":\"Zo", "ë 🚀", "\",\"items\":[1,", "2,3],\"note\":\"line\\n\"", "}");
        var random = new Random(20261121);
        await using var upstream = await FakeUpstream.StartAsync(async (http, request) =>
        {
            var wire = request.Path.EndsWith("/converse-stream", StringComparison.Ordinal) ? Dialect.Converse
                : request.Path.EndsWith("/invoke-with-response-stream", StringComparison.Ordinal) ? Dialect.Invoke
                : request.Path.EndsWith("/chat/completions", StringComparison.Ordinal) ? Dialect.OpenAi : Dialect.Anthropic;
            var bytes = Answers.Join(answer.EventsIn(wire).Before);
            http.Response.ContentType = Answers.ContentTypeOf(wire, stream: true);
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(bytes.Length - at, random.Next(1, 120));
                await http.Response.Body.WriteAsync(bytes.AsMemory(at, length));
                await http.Response.Body.FlushAsync();
                at += length;
            }
        });
        const string Gate = """{"schema":{"type":"object","properties":{"items":{"type":"array"}}}}""";
        await using var held = await StartAsync(upstream, Gate, ladder => ladder["earlyRefusal"] = "off");
        await using var watched = await StartAsync(upstream, Gate);
        await using var released = await StartAsync(upstream, Gate, ladder => ladder["holdBack"] = 9);

        var expected = WithoutIds(await ClientReply.SendAsync(held.Http, dialect, RequestOf(dialect)));
        for (var run = 0; run < 20; run++)
        {
            Assert.Equal(expected, WithoutIds(await ClientReply.SendAsync(watched.Http, dialect, RequestOf(dialect))));
            Assert.Equal(expected, WithoutIds(await ClientReply.SendAsync(released.Http, dialect, RequestOf(dialect))));
        }
    }

    /// <summary>The body, without comments and without what a crossing makes up anew for each request.</summary>
    private static string WithoutIds(ClientReply reply)
    {
        if (reply.Dialect is Dialect.Converse or Dialect.Invoke)
        {
            return Convert.ToHexString(reply.Body);
        }

        var lines = reply.BodyText.Split('\n').Where(static line => !line.StartsWith(':')).ToList();
        var text = string.Join('\n', lines);
        foreach (var name in (string[])["\"id\":\"", "\"created\":"])
        {
            for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
            {
                var end = text.IndexOfAny([',', '}'], at);
                text = text[..(at + name.Length)] + text[end..];
            }
        }

        return text.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
    }

    /// <summary>Asks; lets the answer go on only when the client has seen text of it.</summary>
    private Task<(string Early, ClientReply Reply)> AskAsync(GatewayHarness gateway, Dialect dialect) => AskAsync(gateway, dialect, _answer);

    private static async Task<(string Early, ClientReply Reply)> AskAsync(GatewayHarness gateway, Dialect dialect, PacedAnswer answer)
    {
        using var request = RequestOf(dialect);
        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)
            .WaitAsync(s_patience, TestContext.Current.CancellationToken);
        return await ReadAsync(response, dialect, answer);
    }

    private static async Task<(string Early, ClientReply Reply)> ReadAsync(HttpResponseMessage response, Dialect dialect, PacedAnswer answer)
    {
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var seen = new MemoryStream();
        var buffer = new byte[4096];
        var early = "";
        try
        {
            while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience) is var read and > 0)
            {
                seen.Write(buffer, 0, read);
                var text = ClientReply.Of(dialect, response, seen.ToArray(), wasCut: false).Text;
                if (!answer.GoOn.Task.IsCompleted && text.Contains("is ", StringComparison.Ordinal))
                {
                    early = text;
                    answer.GoOn.SetResult();
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (early, ClientReply.Of(dialect, response, seen.ToArray(), wasCut: true));
        }

        return (early, ClientReply.Of(dialect, response, seen.ToArray(), wasCut: false));
    }

    private static Task<GatewayHarness> StartAsync(FakeUpstream upstream, string gate, Action<JsonObject>? configure = null) => GatewayHarness.StartAsync(
        GatewayHarness.DeploymentAt(upstream.Address),
        config =>
        {
            config["classes"] = LadderGateway.ClassOf([gate]);
            var ladder = config["classes"]!["ladder"]!.AsObject();
            ladder["earlyRefusal"] = "drain";
            configure?.Invoke(ladder);
        });

    private static HttpRequestMessage RequestOf(Dialect dialect) => ClientRequest.Of(dialect, stream: true, LadderGateway.Sonnet, "hi", "ladder");
}
