using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.EndToEnd.Verbs;
using Clearbar.Gates.Scoring;
using Clearbar.Ledger;
using Clearbar.Testing;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>The score gate: taught by the outcomes an application reports, it tells haiku's bad answers from its good ones.</summary>
public sealed class ScoreGateTests
{
    private const int Kinds = 40;

    // The questions of both kinds read alike: it is the answer that tells.
    private static readonly string[] Questions = [.. Enumerable.Range(0, 2 * Kinds).Select(static i => $"What became of order {Word(i)}?")];

    [Fact]
    public async Task Bad_looking_answers_are_climbed_over_once_outcomes_were_reported_and_good_ones_are_not()
    {
        await using var gateway = await StartAsync();
        await TeachAsync(gateway);

        foreach (var shape in Enum.GetValues<Shape>())
        {
            for (var i = 0; i < 6; i++)
            {
                var reply = await AskAsync(gateway, Questions[i], shape);
                Assert.True(reply.LooksComplete, reply.BodyText);
                Assert.Equal(Expected(reply, i), reply.Header("x-clearbar-path"));
                Assert.Equal(reply.Header("x-clearbar-path") == "haiku" ? Answer(i) : "The order arrived on time.", reply.Text);
            }
        }

        var refused = (await gateway.LedgerAsync()).Where(static row => row.Outcome == EntryOutcome.Escalated).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, static row => Assert.Matches(@"^score 0\.\d+ < 0\.80$", row.Reason));
    }

    [Fact]
    public async Task Before_outcomes_are_reported_nothing_changes()
    {
        await using var gateway = await StartAsync();

        for (var i = 0; i < 2 * Kinds; i++)
        {
            var reply = await AskAsync(gateway, Questions[i]);
            Assert.Equal(("haiku", Answer(i)), (reply.Header("x-clearbar-path"), reply.Text));
            Assert.Null(reply.Header("x-clearbar-gate"));
        }
    }

    [Fact]
    public async Task A_restarted_gateway_judges_as_before()
    {
        using var directory = new TemporaryDirectory();
        await using (var first = await StartAsync(directory))
        {
            await TeachAsync(first);
        }

        var told = await CommandLine.RunAsync("explain", "desk", "--data", directory.Ledger);
        Assert.Matches("haiku: [0-9]+ outcomes, [0-9]+ good, [0-9]+ bad; of the latest, [0-9]+ ?% were expected", told.Output);
        await using var second = await StartAsync(directory);

        for (var i = 0; i < 10; i++)
        {
            var reply = await AskAsync(second, Questions[i]);
            Assert.Equal(Expected(reply, i), reply.Header("x-clearbar-path"));
        }
    }

    [Fact]
    public async Task Nothing_of_questions_and_answers_is_stored_with_what_is_learned()
    {
        using var directory = new TemporaryDirectory();
        await using (var gateway = await StartAsync(directory))
        {
            await TeachAsync(gateway);
        }

        var stored = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(directory.Ledger, "scores.bin"), TestContext.Current.CancellationToken));

        Assert.Contains("desk", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("order", stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sorry", stored, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_damaged_file_costs_what_was_learned_and_nothing_else()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory.Ledger);
        await File.WriteAllTextAsync(Path.Combine(directory.Ledger, "scores.bin"), "CBSC?", TestContext.Current.CancellationToken);

        await using var gateway = await StartAsync(directory);

        Assert.Equal("haiku", (await AskAsync(gateway, Questions[0])).Header("x-clearbar-path"));
    }

    private static string Word(int i) => $"{(char)('a' + (i % 26))}{(char)('k' + (i % 13))}ra{(char)('a' + (i / 26))}";

    private static bool IsBad(int i) => i % 2 == 0;

    private static string Answer(int i) => IsBad(i) ? "Sorry, I am not sure what happened there." : "It was delivered on Tuesday.";

    /// <summary>A bad answer climbs, unless it is one of those that are let through, which hangs on the id alone.</summary>
    private static string Expected(ClientReply reply, int i)
    {
        var gate = new ScoreGate(new ScoreGateOptions());
        return IsBad(i) && !gate.LetsThrough(reply.Header("x-clearbar-id")!) ? "haiku>opus" : "haiku";
    }

    private static async Task TeachAsync(GatewayHarness gateway)
    {
        for (var i = 0; i < 2 * Kinds; i++)
        {
            var reply = await AskAsync(gateway, Questions[i]);
            await ReportAsync(gateway, reply.Header("x-clearbar-id")!, ok: reply.Header("x-clearbar-path") != "haiku" || !IsBad(i));
        }
    }

    private static async Task ReportAsync(GatewayHarness gateway, string requestId, bool ok)
    {
        using var content = new StringContent(
            JsonSerializer.Serialize(new { request_id = requestId, ok }), Encoding.UTF8, "application/json");
        using var reply = await gateway.Http.PostAsync(new Uri("/clearbar/v1/outcomes", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal("""{"taken":1,"known":1}""", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, string question, Shape shape = Shape.Messages) =>
        ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "opus", question, "desk"));

    private static Task<GatewayHarness> StartAsync(TemporaryDirectory? directory = null) => GatewayHarness.StartAsync(
        config =>
        {
            config["classes"] = new JsonObject
            {
                ["desk"] = new JsonObject
                {
                    ["ladder"] = new JsonArray("haiku", "opus"),
                    ["gates"] = new JsonArray(JsonNode.Parse("""{ "score": { "atLeast": 0.8, "examples": 40 } }""")),
                },
            };
            if (directory is not null)
            {
                config["data"] = directory.Ledger;
            }
        },
        new EmulatorOptions
        {
            TimeScale = 0,
            AnswerSheet = AnswerSheet.FromEntries(Questions.Select(static (question, i) => new AnswerSheetEntry(
                question, new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = Answer(i), ["opus"] = "The order arrived on time." }))),
        });
}
