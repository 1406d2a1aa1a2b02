using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Rung 0 learns to copy an order number out of the question, takes over once certified, and lets go when the answers change.</summary>
public sealed class RungZeroExtractionTests
{
    private const int Texts = 400;

    private static readonly string[] WithOrder =
    [
        "Where is my order {0}?", "Please cancel {0}, I paid {1} EUR.", "Order {0} came broken, call 030 55{2}", "My phone is 030 44{2} and order {0} is late",
        "{0} has not arrived yet", "Can I still change the address of order {0}?",
    ];

    private static readonly string[] Without = ["What are your opening hours on day {1}?", "Call me at 030 66{2} please", "I paid {1} EUR and nothing happened, call 030 77{2}"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_copies_once_certified_at_no_charge_and_switches_itself_off_when_the_answers_change()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 160; i++)
        {
            await AskAsync(gateway, Question(i).Text);
        }

        await Eventually.TrueAsync(() => Said(gateway, "Rung 0 of orders is on"), "rung 0 is certified");

        // :: Certified: order numbers it has never seen are copied here, as the model would have.
        var local = 0;
        for (var i = 200; i < 260; i++)
        {
            var (text, order) = Question(i);
            var reply = await AskAsync(gateway, text);
            var answer = JsonNode.Parse(reply.Text)!.AsObject();
            Assert.True(answer.ContainsKey("order"));
            Assert.Equal(order, (string?)answer["order"]);
            local += reply.Header("x-clearbar-path") == "local" ? 1 : 0;
            Assert.Equal(reply.Header("x-clearbar-path") == "local", reply.Header("x-clearbar-cost") == "0");
        }

        Assert.InRange(local, 20, 59);

        // :: What it keeps: no order number and no word.
        var bytes = await File.ReadAllBytesAsync(Path.Combine(gateway.LedgerDirectory, "rung0", "orders.examples"), Cancel);
        foreach (var piece in (string[])[Question(0).Order!, "KX-", "address", "broken"])
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(piece)));
        }

        // :: Drift: the model now copies without the separator.
        await ChangeAnswersAsync(gateway);
        for (var i = 0; i < 600 && !Said(gateway, "Rung 0 of orders is switched off"); i++)
        {
            await AskAsync(gateway, Question(i % Texts).Text);
        }

        await Eventually.TrueAsync(() => Said(gateway, "Rung 0 of orders is switched off"), "drift switches rung 0 off");
        Assert.Equal("local>haiku", (await AskAsync(gateway, Question(3).Text)).Header("x-clearbar-path"));
        var files = new LearningFiles(gateway.LedgerDirectory, "orders");
        Assert.Equal(LearningPhase.Stopped, LearningState.Load(files.State)!.Phase);
        Assert.False(File.Exists(files.Extractor));
    }

    private static (string Text, string? Order) Question(int i)
    {
        var order = string.Create(CultureInfo.InvariantCulture, $"KX-{100000 + (i * 7919 % 900000)}");
        var text = i % 4 == 3 ? Without[i / 4 % 3] : WithOrder[i % 6];
        return (string.Format(CultureInfo.InvariantCulture, text, order, 10 + i, 10000 + (i * 37)), i % 4 == 3 ? null : order);
    }

    private static Task<GatewayHarness> StartAsync() => GatewayHarness.StartAsync(
        config => config["classes"] = new JsonObject
        {
            ["orders"] = new JsonObject
            {
                ["ladder"] = new JsonArray("local", "haiku"),
                ["local"] = new JsonObject { ["learn"] = true, ["extract"] = new JsonArray("order"), ["agreement"] = 0.8, ["check"] = 0.25 },
            },
        },
        new EmulatorOptions
        {
            TimeScale = 0,
            AnswerSheet = AnswerSheet.FromEntries(Enumerable.Range(0, Texts).Select(static i =>
                new AnswerSheetEntry(Question(i).Text, new Dictionary<string, string> { ["haiku"] = Say(Question(i).Order) }))),
        });

    private static string Say(string? order) => new JsonObject { ["order"] = order }.ToJsonString();

    private static async Task ChangeAnswersAsync(GatewayHarness gateway)
    {
        var answers = new JsonArray();
        for (var i = 0; i < Texts; i++)
        {
            var (text, order) = Question(i);
            answers.Add(new JsonObject { ["input"] = text, ["text"] = Say(order?.Replace("-", "", StringComparison.Ordinal)) });
        }

        using var http = new HttpClient();
        using var content = new StringContent(new JsonObject { ["answers"] = answers }.ToJsonString(), Encoding.UTF8, "application/json");
        using var reply = await http.PutAsync(new Uri(gateway.Host.Emulator!.BaseAddress, "/emulator/scenario"), content, Cancel);
        reply.EnsureSuccessStatusCode();
    }

    private static bool Said(GatewayHarness gateway, string words) =>
        gateway.Logs.Lines.Any(line => line.Line.Contains(words, StringComparison.Ordinal));

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, string text) =>
        ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", text, "orders"));
}
