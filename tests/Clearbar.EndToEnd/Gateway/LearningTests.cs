using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>
/// A class learns by shadows that a cheaper rung is good enough, is served by it under a certificate, and comes back when it no longer is (invariant I8).
/// </summary>
public sealed class LearningTests
{
    private static readonly string[] Questions = [.. Enumerable.Range(0, 20).Select(static i => $"Which team takes question {i}?")];

    [Theory]
    [InlineData(Shape.Messages)]
    [InlineData(Shape.MessagesStream)]
    [InlineData(Shape.Converse)]
    [InlineData(Shape.ConverseStream)]
    public async Task A_cheaper_rung_serves_once_it_is_certified_and_not_before(Shape shape)
    {
        await using var gateway = await StartAsync(static _ => "billing");

        var before = await AskAsync(gateway, shape, 0);
        await LearnAsync(gateway, shape, "haiku");
        var after = await AskAsync(gateway, shape, 1);

        Assert.Equal("opus", before.Header("x-clearbar-path"));
        Assert.Equal("haiku", after.Header("x-clearbar-path"));
        Assert.Contains("haiku", after.Header("x-clearbar-model"), StringComparison.Ordinal);
        Assert.Equal("billing", after.Text);
    }

    [Fact]
    public async Task A_rung_that_answers_differently_is_never_certified_and_the_shadows_are_on_the_ledger()
    {
        await using var gateway = await StartAsync(static i => i % 4 == 0 ? "sales" : "billing");

        var asked = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Equal("opus", (await AskAsync(gateway, Shape.Messages, asked++)).Header("x-clearbar-path"));
                return (await PolicyAsync(gateway))["candidates"]!.AsArray().All(static c => (int)c!["pairs"]! >= 80);
            },
            "80 pairs are counted");

        // Shadows run beside the requests: the last of them may be under way when the last answer is already here.
        IReadOnlyList<LedgerRow> rows = [];
        await Eventually.TrueAsync(
            async () =>
            {
                rows = await gateway.LedgerAsync();
                return rows.Select(static row => row.EntryId.ToString("N")).Order()
                    .SequenceEqual(gateway.Host.Emulator!.Bill.Rows.Select(static row => row.Entry).Order());
            },
            "the ledger and the emulator's bill name the same calls");
        Assert.Contains(rows, static row => row.Outcome == EntryOutcome.Shadow && row.Rung == "haiku");
        Assert.All(rows.Where(static row => row.Outcome == EntryOutcome.Shadow), row => Assert.Equal(PriceStatus.Exact, row.PriceStatus));
    }

    [Fact]
    public async Task Without_a_dollar_for_shadows_nothing_is_learned()
    {
        await using var gateway = await StartAsync(static _ => "billing", dollars: 0);

        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("opus", (await AskAsync(gateway, Shape.Messages, i)).Header("x-clearbar-path"));
        }

        Assert.All(await gateway.LedgerAsync(), static row => Assert.Equal(EntryOutcome.Accepted, row.Outcome));
    }

    [Fact]
    public async Task Bad_outcomes_take_a_certified_rung_back()
    {
        await using var gateway = await StartAsync(static _ => "billing");
        await LearnAsync(gateway, Shape.Messages, "haiku");

        var asked = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                var reply = await AskAsync(gateway, Shape.Messages, asked++);
                // The first answers are all right, so that it is known what is usual.
                await ReportAsync(gateway, reply.Header("x-clearbar-id")!, ok: asked < 230);
                return reply.Header("x-clearbar-path") == "opus";
            },
            "the certificate is taken back");

        Assert.Contains("bad", (await PolicyAsync(gateway))["events"]!.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_certified_rung_that_begins_to_answer_differently_is_taken_back()
    {
        await using var gateway = await StartAsync(static _ => "billing");
        await LearnAsync(gateway, Shape.Messages, "haiku");

        await DriftAsync(gateway);
        await LearnAsync(gateway, Shape.Messages, "opus");

        var events = (await PolicyAsync(gateway))["events"]!.AsArray();
        Assert.Contains(events, static happened => (string?)happened!["kind"] is "demoted" or "rolled-back");
    }

    [Theory]
    [InlineData("""{"request_id":"x"}""", "score")]
    [InlineData("""{"request_id":"x","score":2}""", "score")]
    [InlineData("""{"request_id":"x","ok":true,"score":1}""", "score")]
    [InlineData("""{"score":1}""", "request_id")]
    [InlineData("""{"request_id":"x","ok":true,"verdict":1}""", "verdict")]
    [InlineData("""{"outcomes":[]}""", "outcomes")]
    [InlineData("[]", "object")]
    public async Task A_report_that_cannot_be_read_says_what_to_change(string body, string word)
    {
        await using var gateway = await GatewayHarness.StartAsync();

        using var reply = await PostAsync(gateway, body);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains(word, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task LearnAsync(GatewayHarness gateway, Shape shape, string rung)
    {
        var asked = 0;
        await Eventually.TrueAsync(
            async () => (await AskAsync(gateway, shape, asked++)).Header("x-clearbar-path") == rung, $"{rung} serves");
    }

    /// <summary>From here on the emulated haiku says something else.</summary>
    private static async Task DriftAsync(GatewayHarness gateway)
    {
        using var http = new HttpClient { BaseAddress = gateway.Host.Emulator!.BaseAddress };
        using var scenario = new StringContent(
            """{"answers":[{"match":{"model":"claude-haiku-4-5-20251001"},"text":"sales"}]}""", Encoding.UTF8, "application/json");
        using var reply = await http.PutAsync(new Uri("/emulator/scenario", UriKind.Relative), scenario, TestContext.Current.CancellationToken);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task ReportAsync(GatewayHarness gateway, string requestId, bool ok)
    {
        using var reply = await PostAsync(gateway, new JsonObject { ["request_id"] = requestId, ["ok"] = ok, ["source"] = "test" }.ToJsonString());
        Assert.Equal("""{"taken":1,"known":1}""", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayHarness gateway, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await gateway.Http.PostAsync(new Uri("/clearbar/v1/outcomes", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonNode> PolicyAsync(GatewayHarness gateway)
    {
        var text = await gateway.Http.GetStringAsync(new Uri("/clearbar/v1/policies?class=triage", UriKind.Relative), TestContext.Current.CancellationToken);
        return Assert.Single(JsonNode.Parse(text)!["classes"]!.AsArray())!;
    }

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, Shape shape, int question) =>
        ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "opus", Questions[question % Questions.Length], "triage"));

    /// <summary>A gateway whose haiku answers as given, whose sonnet is never right, and whose opus always says billing.</summary>
    private static Task<GatewayHarness> StartAsync(Func<int, string> haiku, double dollars = 50) => GatewayHarness.StartAsync(
        config => config["learning"] = new JsonObject { ["dollarsPerDay"] = dollars, ["share"] = 1, ["epsilon"] = 0.1, ["delta"] = 0.2 },
        new EmulatorOptions
        {
            TimeScale = 0,
            AnswerSheet = AnswerSheet.FromEntries(Questions.Select((question, i) => new AnswerSheetEntry(
                question,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = haiku(i), ["sonnet"] = "no idea", ["opus"] = "billing" }))),
        });
}
