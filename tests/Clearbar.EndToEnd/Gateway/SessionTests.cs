using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Requirement 18: a conversation changes its model only when that saves more than the cache it throws away.</summary>
public sealed class SessionTests
{
    private const string Opening = "Which of the two is it?";
    private const string Next = "And of these?";

    [Fact]
    public async Task A_conversation_with_a_warm_cache_stays_on_the_rung_it_has_climbed_to()
    {
        await using var gateway = await StartAsync();
        var prefix = Prefix(6_000);

        var first = await AskAsync(gateway, prefix, Opening);
        var second = await AskAsync(gateway, prefix, Opening, "right", Next);

        Assert.Equal("haiku>sonnet", first.Header("x-clearbar-path"));
        Assert.Equal("sonnet", second.Header("x-clearbar-path"));
        var rows = await gateway.LedgerAsync();
        Assert.Contains(rows, row => row.RequestId == second.Header("x-clearbar-id") && row.Usage.CacheRead > 5_000);
    }

    [Fact]
    public async Task Without_a_cache_to_lose_each_turn_begins_on_the_cheapest_rung()
    {
        await using var gateway = await StartAsync();

        await AskAsync(gateway, null, Opening);
        var second = await AskAsync(gateway, null, Opening, "right", Next);

        Assert.Equal("haiku", second.Header("x-clearbar-path"));
    }

    [Fact]
    public async Task Another_conversation_of_the_same_class_is_not_held_by_it()
    {
        await using var gateway = await StartAsync();
        var prefix = Prefix(6_000);

        await AskAsync(gateway, prefix, Opening);
        var other = await AskAsync(gateway, prefix, "Hello.", "right", Next);

        Assert.Equal("haiku", other.Header("x-clearbar-path"));
    }

    [Fact]
    public async Task A_client_that_names_another_model_is_planned_anew()
    {
        await using var gateway = await StartAsync();
        var prefix = Prefix(6_000);

        await AskAsync(gateway, prefix, Opening);
        var second = await AskAsync(gateway, prefix, [Opening, "right", Next], model: "opus");

        Assert.Equal("haiku", second.Header("x-clearbar-path"));
    }

    private static Task<GatewayHarness> StartAsync() => GatewayHarness.StartAsync(
        config => config["classes"] = new JsonObject
        {
            ["chat"] = new JsonObject
            {
                ["ladder"] = new JsonArray("haiku", "sonnet"),
                ["gates"] = new JsonArray(new JsonObject { ["regex"] = "^right$" }),
            },
        },
        new EmulatorOptions
        {
            TimeScale = 0,
            AnswerSheet = AnswerSheet.FromEntries(
            [
                new AnswerSheetEntry(Opening, new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = "wrong", ["sonnet"] = "right" }),
                new AnswerSheetEntry(Next, new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = "right", ["sonnet"] = "right" }),
            ]),
        });

    private static string Prefix(int words) => string.Join(' ', Enumerable.Range(0, words).Select(static i => i % 2 == 0 ? "rules" : "apply"));

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, string? cached, params string[] turns) => AskAsync(gateway, cached, turns, "sonnet");

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, string? cached, string[] turns, string model)
    {
        var messages = new JsonArray();
        for (var i = 0; i < turns.Length; i++)
        {
            messages.Add(new JsonObject { ["role"] = i % 2 == 0 ? "user" : "assistant", ["content"] = turns[i] });
        }

        var body = new JsonObject { ["model"] = model, ["max_tokens"] = 64, ["messages"] = messages };
        if (cached is not null)
        {
            body["system"] = new JsonArray(new JsonObject
            {
                ["type"] = "text", ["text"] = cached, ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
            });
        }

        return ClientReply.SendAsync(
            gateway.Http, Shape.Messages, ClientRequest.Post("/v1/messages", body.ToJsonString(), "chat"));
    }
}
