using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.LocalAnswers;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Rung 0 through HTTP: what it answers costs nothing and calls nobody, what it is not sure of goes on.</summary>
public sealed class RungZeroTests(RungZeroTests.Trained trained) : IClassFixture<RungZeroTests.Trained>
{
    [Theory]
    [MemberData(nameof(ClientRequest.AllShapes), MemberType = typeof(ClientRequest))]
    public async Task What_it_is_sure_of_is_answered_at_no_cost_and_without_a_call(Shape shape)
    {
        await using var gateway = await StartAsync(0.6);

        var reply = await AskAsync(gateway, shape, "when will my new card arrive in the post");

        Assert.True(reply.LooksComplete, reply.BodyText);
        var said = JsonNode.Parse(reply.Text)!;
        Assert.Equal("card", (string?)said["intent"]);
        Assert.InRange((double)said["confidence"]!, 0.6, 1);
        Assert.Equal(("local", "clearbar-local", "0"), (reply.Header("x-clearbar-path"), reply.Header("x-clearbar-model"), reply.Header("x-clearbar-cost")));
        Assert.Empty(gateway.Host.Emulator!.Bill.Rows);
        var row = Assert.Single(await gateway.LedgerAsync());
        Assert.Equal((EntryOutcome.Accepted, Usd.Zero, PriceStatus.Exact, "local"), (row.Outcome, row.Cost!.Value, row.PriceStatus!.Value, row.Rung));
        Assert.Equal(reply.Header("x-clearbar-id"), row.RequestId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chat_stream_has_its_counts_only_where_they_were_asked_for(bool asked)
    {
        await using var gateway = await StartAsync(0.6);
        var body = JsonNode.Parse(ClientRequest.BodyOf(Dialect.OpenAi, stream: true, "haiku", "when will my new card arrive in the post"))!;
        if (asked)
        {
            body["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        var reply = await ClientReply.SendAsync(gateway.Http, Dialect.OpenAi, ClientRequest.Post("/v1/chat/completions", body.ToJsonString(), "intents"));

        Assert.True(reply.LooksComplete, reply.BodyText);
        Assert.Contains("card", reply.Text, StringComparison.Ordinal);
        Assert.Equal("clearbar-local", reply.Header("x-clearbar-model"));
        Assert.Equal(asked, reply.Events.Any(static item => item.Data?["usage"] is not null));
        Assert.Equal(asked, reply.Events.Any(static item => item.Data?["choices"] is JsonArray { Count: 0 }));
    }

    [Theory]
    [InlineData("xqzv wkjpf gggzt bvvxk", 0.6)]
    [InlineData("when will my new card arrive in the post", 1.0)]
    public async Task What_it_is_not_sure_of_goes_to_the_next_rung_in_every_shape(string text, double threshold)
    {
        await using var gateway = await StartAsync(threshold);
        foreach (var shape in Enum.GetValues<Shape>())
        {
            var before = gateway.Host.Emulator!.Bill.Rows.Count;

            var reply = await AskAsync(gateway, shape, text);

            Assert.True(reply.LooksComplete, reply.BodyText);
            Assert.Equal("local>haiku", reply.Header("x-clearbar-path"));
            Assert.Equal(before + 1, gateway.Host.Emulator!.Bill.Rows.Count);
        }

        Assert.All(await gateway.LedgerAsync(), row => Assert.Equal(("haiku", 1), (row.Rung, row.Attempt)));
    }

    [Fact]
    public async Task Routing_switched_off_asks_the_model_although_rung_zero_is_sure()
    {
        await using var gateway = await StartAsync(0.6);
        var request = ClientRequest.Of(Shape.Messages, "sonnet", "when will my new card arrive in the post", "intents");
        request.Headers.Add("x-clearbar-route", "off");

        var reply = await ClientReply.SendAsync(gateway.Http, Shape.Messages, request);

        Assert.Equal("sonnet", reply.Header("x-clearbar-path"));
        Assert.Single(gateway.Host.Emulator!.Bill.Rows);
    }

    private Task<GatewayHarness> StartAsync(double threshold) => GatewayHarness.StartAsync(config => config["classes"] = new JsonObject
    {
        ["intents"] = new JsonObject
        {
            ["ladder"] = new JsonArray("local", "haiku"),
            ["local"] = new JsonObject
            {
                ["answerer"] = trained.Path,
                ["confidence"] = threshold,
                ["labelMember"] = "intent",
                ["confidenceMember"] = "confidence",
            },
        },
    });

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, Shape shape, string text) =>
        ClientReply.SendAsync(gateway.Http, shape, ClientRequest.Of(shape, "haiku", text, "intents"));

    /// <summary>Two intents that are easy to tell apart, learned once for all tests of the class.</summary>
    public sealed class Trained : IDisposable
    {
        private static readonly string[] Cards = ["where is my new card", "when will my card arrive", "my card has not come in the post", "how long does the card delivery take"];
        private static readonly string[] Refunds = ["I want my money back", "please refund this payment", "how do I get a refund for the purchase", "the merchant owes me a refund"];
        private static readonly string[] Endings = ["", "please", "today", "thank you", "I ordered it last week", "I am waiting", "help me", "what should I do"];

        private readonly TemporaryDirectory _directory = new();

        public Trained()
        {
            var examples = new List<LabelledText>();
            foreach (var ending in Endings)
            {
                examples.AddRange(Cards.Select(text => new LabelledText($"{text} {ending}", "card")));
                examples.AddRange(Refunds.Select(text => new LabelledText($"{text} {ending}", "refund")));
            }

            var answerer = LocalAnswererTrainer.Train(examples, new LocalAnswererOptions { Folds = 2, HiddenUnits = 32, MaximumFeatures = 4096 });
            using var file = File.Create(Path);
            answerer.Save(file);
        }

        public string Path => System.IO.Path.Combine(_directory.Root, "intents.answerer");

        public void Dispose() => _directory.Dispose();
    }
}
