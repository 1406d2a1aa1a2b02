using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Rung 0 learns from what higher rungs answer, takes over once certified, and lets go when their answers change.</summary>
public sealed class RungZeroLearningTests
{
    private static readonly string[] Cards = ["where is my new card", "when will my card arrive", "my card has not come in the post", "how long does the card delivery take"];
    private static readonly string[] Refunds = ["I want my money back", "please refund this payment", "how do I get a refund for the purchase", "the merchant owes me a refund"];
    private static readonly string[] Endings = ["", " please", " today", " thank you", " I ordered it last week", " I am waiting", " help me", " what should I do"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_over_once_certified_agrees_and_switches_itself_off_when_the_answers_change()
    {
        await using var gateway = await StartAsync(new JsonObject { ["learn"] = true, ["labelMember"] = "intent", ["agreement"] = 0.8, ["check"] = 0.25 });
        await TrainedAsync(gateway);

        // :: Certified: most requests are answered here, at no charge, as the model would have.
        var local = 0;
        for (var i = 0; i < 40; i++)
        {
            var (text, label) = Question(i);
            var reply = await AskAsync(gateway, text);
            Assert.Equal(label, (string?)JsonNode.Parse(reply.Text)!["intent"]);
            local += reply.Header("x-clearbar-path") == "local" ? 1 : 0;
            Assert.Equal(reply.Header("x-clearbar-path") == "local", reply.Header("x-clearbar-cost") == "0");
        }

        Assert.InRange(local, 15, 39);

        // :: What it keeps: features and labels.
        var bytes = await File.ReadAllBytesAsync(Path.Combine(gateway.LedgerDirectory, "rung0", "intents.examples"), Cancel);
        Assert.Equal(-1, bytes.AsSpan().IndexOf("merchant"u8));
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf("refund"u8));

        // :: Drift: the model now says the opposite.
        await SwapAnswersAsync(gateway);
        for (var i = 0; i < 600 && !Said(gateway, "Rung 0 of intents is switched off"); i++)
        {
            await AskAsync(gateway, Question(i).Text);
        }

        await Eventually.TrueAsync(() => Said(gateway, "Rung 0 of intents is switched off"), "drift switches rung 0 off");
        var after = await AskAsync(gateway, Question(3).Text);
        Assert.Equal("local>haiku", after.Header("x-clearbar-path"));
        var state = LearningState.Load(new LearningFiles(gateway.LedgerDirectory, "intents").State)!;
        Assert.Equal((LearningPhase.Stopped, null), (state.Phase, state.Certificate));
        Assert.False(File.Exists(new LearningFiles(gateway.LedgerDirectory, "intents").Answerer));

        // :: Anew: what the model says now is learned like the first time, from examples that came after.
        await TrainedAsync(gateway, certificates: 2);
        for (var i = 0; i < 20; i++)
        {
            var (text, label) = Question(i);
            Assert.Equal(label == "card" ? "refund" : "card", (string?)JsonNode.Parse((await AskAsync(gateway, text)).Text)!["intent"]);
        }
    }

    [Fact]
    public async Task Answers_that_a_gate_did_not_pass_are_no_examples()
    {
        // The only rung's answer is given to the client whatever the gate says.
        await using var gateway = await StartAsync(new JsonObject { ["learn"] = true, ["labelMember"] = "intent" }, gates: """[ { "enum": { "member": "intent", "values": ["card"] } } ]""");
        for (var i = 0; i < 20; i++)
        {
            var reply = await AskAsync(gateway, Question(i).Text);
            Assert.Equal(Question(i).Label == "refund", reply.Header("x-clearbar-gate") is not null);
        }

        // Answers are recorded in the order they came, so that the last one says that all before it have been looked at.
        await AskAsync(gateway, Question(0).Text);
        LearningReport? report = null;
        await Eventually.TrueAsync(
            () => (report = LearningReport.ReadAll(gateway.LedgerDirectory).SingleOrDefault())?.Labels.Contains(("card", 11)) is true,
            "the eleven answers that passed are examples");
        Assert.Equal(11, report!.Examples);
    }

    [Fact]
    public async Task Without_the_owners_switch_nothing_is_written()
    {
        await using var gateway = await StartAsync(local: null);
        for (var i = 0; i < 10; i++)
        {
            await AskAsync(gateway, Question(i).Text);
        }

        Assert.False(Directory.Exists(Path.Combine(gateway.LedgerDirectory, "rung0")));
    }

    [Fact]
    public async Task Answers_that_are_texts_are_never_certified()
    {
        // Nothing in the sheet: the emulator invents a sentence of its own for each question.
        await using var gateway = await StartAsync(new JsonObject { ["learn"] = true, ["agreement"] = 0.5 }, withSheet: false);
        await Eventually.TrueAsync(
            async () =>
            {
                await AskAsync(gateway, "tell me a story about the number " + Guid.NewGuid());
                return Said(gateway, "Rung 0 of intents was not certified");
            },
            "the class is found not to be closed");

        Assert.DoesNotContain(gateway.Logs.Lines, static line => line.Line.Contains("Rung 0 of intents is on", StringComparison.Ordinal));
    }

    private static async Task TrainedAsync(GatewayHarness gateway, int certificates = 1)
    {
        for (var i = 0; i < 120; i++)
        {
            await AskAsync(gateway, Question(i).Text);
        }

        await Eventually.TrueAsync(
            () => gateway.Logs.Lines.Count(static line => line.Line.Contains("Rung 0 of intents is on", StringComparison.Ordinal)) >= certificates,
            "rung 0 is certified");
    }

    private static (string Text, string Label) Question(int i)
    {
        var texts = i % 2 == 0 ? Cards : Refunds;
        return (texts[i / 2 % 4] + Endings[i / 8 % 8], i % 2 == 0 ? "card" : "refund");
    }

    private static Task<GatewayHarness> StartAsync(JsonObject? local, bool withSheet = true, string gates = "[]") => GatewayHarness.StartAsync(
        config => config["classes"] = new JsonObject
        {
            ["intents"] = local is null
                ? new JsonObject { ["ladder"] = new JsonArray("haiku") }
                : new JsonObject { ["ladder"] = new JsonArray("local", "haiku"), ["local"] = local, ["gates"] = JsonNode.Parse(gates) },
        },
        new EmulatorOptions { TimeScale = 0, AnswerSheet = withSheet ? Sheet() : null });

    private static AnswerSheet Sheet() => AnswerSheet.FromEntries(Enumerable.Range(0, 64).Select(static i =>
        new AnswerSheetEntry(Question(i).Text, new Dictionary<string, string> { ["haiku"] = Say(Question(i).Label) })));

    private static string Say(string label) => $$"""{"intent": "{{label}}"}""";

    private static async Task SwapAnswersAsync(GatewayHarness gateway)
    {
        var answers = new JsonArray();
        for (var i = 0; i < 64; i++)
        {
            var (text, label) = Question(i);
            answers.Add(new JsonObject { ["input"] = text, ["text"] = Say(label == "card" ? "refund" : "card") });
        }

        using var http = new HttpClient();
        using var content = new StringContent(new JsonObject { ["answers"] = answers }.ToJsonString(), Encoding.UTF8, "application/json");
        using var reply = await http.PutAsync(new Uri(gateway.Host.Emulator!.BaseAddress, "/emulator/scenario"), content, Cancel);
        reply.EnsureSuccessStatusCode();
    }

    private static bool Said(GatewayHarness gateway, string words) =>
        gateway.Logs.Lines.Any(line => line.Line.Contains(words, StringComparison.Ordinal));

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, string text) =>
        ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", text, "intents"));
}
