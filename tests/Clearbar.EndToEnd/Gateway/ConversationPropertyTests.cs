using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Gateway.Conversations;
using Clearbar.EndToEnd.Harness;
using Clearbar.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Invariant I8 over random conversations: no silent downgrade, no switch inside a tool loop, no thinking of another model.</summary>
public sealed class ConversationPropertyTests
{
    private const int Seed = 8_484;
    private const int Lanes = 12;
    private const int ConversationsPerLane = 200;

    [Fact]
    public async Task No_random_conversation_is_downgraded_silently_switched_in_a_loop_or_sent_foreign_thinking()
    {
        var model = new StrictModel();
        var certificates = new RandomCertificates();
        await using var upstream = await FakeUpstream.StartAsync(model.AnswerAsync);
        await using var gateway = await StartAsync(upstream, certificates);
        var broken = new ConcurrentQueue<string>();
        var requests = 0;

        // Conversations of a lane follow each other, so that the certificates of its class change between requests and never during one.
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(async () =>
        {
            for (var i = 0; i < ConversationsPerLane; i++)
            {
                var number = (lane * ConversationsPerLane) + i;
                var conversation = new Conversation(number, Seed + number, $"learning-{lane}", gateway, model, certificates);
                if (await conversation.LeadAsync() is { } problem)
                {
                    broken.Enqueue(problem);
                }

                Interlocked.Add(ref requests, conversation.Requests);
            }
        })));

        Assert.True(broken.IsEmpty, $"{broken.Count} of {Lanes * ConversationsPerLane} conversations broke, among them\n{string.Join("\n\n", broken.Take(4))}");
        Assert.Empty(model.Violations);
        Assert.True(requests > 10_000, $"{requests} requests are too few to say anything");
        TestContext.Current.TestOutputHelper?.WriteLine($"{requests} requests");
    }

    /// <summary>Requirement 20: thinking of every turn stays in the history while the client goes from model to model and from dialect to dialect.</summary>
    [Theory]
    [InlineData("stranger")]
    [InlineData("chat")]
    public async Task Thirty_switches_between_three_models_never_meet_a_refused_signature(string className)
    {
        string[] tiers = ["haiku", "sonnet", "opus"];
        var model = new StrictModel();
        await using var upstream = await FakeUpstream.StartAsync(model.AnswerAsync);
        await using var gateway = await StartAsync(upstream, new RandomCertificates());
        var conversation = new Conversation(0, Seed, "learning-0", gateway, model, new RandomCertificates());

        for (var turn = 0; turn <= 30; turn++)
        {
            // 0 1 2 1 0 2: every model follows every other.
            var asked = tiers[new[] { 0, 1, 2, 1, 0, 2 }[turn % 6]];
            var script = new Script(0, 0, 0, true, turn % 5 == 0, turn % 4 == 0 ? "haiku" : "", 0);
            Assert.Null(await conversation.AskAsync(script, asked, className, converse: turn % 7 > 3));
        }

        Assert.Empty(model.Violations);
        Assert.Equal(31, conversation.Requests);
    }

    private static Task<GatewayHarness> StartAsync(FakeUpstream upstream, RandomCertificates certificates) => GatewayHarness.StartAsync(
        GatewayHarness.DeploymentAt(upstream.Address),
        static config =>
        {
            config["learning"] = new JsonObject { ["dollarsPerDay"] = 0 };
            var classes = new JsonObject
            {
                ["chat"] = Ladder("haiku", "sonnet", "opus"), ["short"] = Ladder("haiku", "sonnet"), ["deep"] = Ladder("haiku", "haiku+thinking", "opus"),
            };
            for (var lane = 0; lane < Lanes; lane++)
            {
                classes[$"learning-{lane}"] = new JsonObject { ["gates"] = new JsonArray(new JsonObject { ["regex"] = "good" }) };
            }

            config["classes"] = classes;
        },
        configureServices: services => services.AddSingleton<ICertifiedPolicies>(certificates));

    private static JsonObject Ladder(params string[] rungs) => new()
    {
        ["ladder"] = new JsonArray([.. rungs.Select(static rung => (JsonNode)rung)]), ["gates"] = new JsonArray(new JsonObject { ["regex"] = "good" }),
    };
}
