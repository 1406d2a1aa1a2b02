using System.Text.Json.Nodes;
using Clearbar.Wire.Crossings;
using Clearbar.Wire.Tests.Requests;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>
/// A request that goes into the other dialect and back is the one it was, but for the losses that were named: each of them, and nothing else, is
/// undone on the original before the two are compared. Spellings that mean the same are brought to one form on both sides.
/// </summary>
public sealed class IdentityTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void A_chat_completion_survives_the_way_through_messages() => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        var original = OpenAiChats.Make(seed);
        var (there, lost) = Crossed.Request(Crossed.OpenAiToAnthropic, original);
        var (back, lostBack) = Crossed.Request(Crossed.AnthropicToOpenAi, there);
        Assert.Empty(lostBack);
        AssertSame(OpenAiForms.Of(original, [.. lost.Split(',')]), OpenAiForms.Of(back, []), original);
    }).Check(Many);

    [Fact]
    public void A_message_survives_the_way_through_chat_completions() => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        var original = AnthropicChats.Make(seed);
        var (there, lost) = Crossed.Request(Crossed.AnthropicToOpenAi, original);
        var (back, lostBack) = Crossed.Request(Crossed.OpenAiToAnthropic, there);
        Assert.Contains(lostBack, new[] { "", "-json_schema.name" });
        AssertSame(AnthropicForms.Of(original, [.. lost.Split(',')]), AnthropicForms.Of(back, []), original);
    }).Check(Many);

    [Fact]
    public void Garbage_in_a_valid_request_never_throws() => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        foreach (var (crossing, body) in new (DialectCrossing, string)[]
        {
            (Crossed.OpenAiToAnthropic, OpenAiRequests.Make(seed)), (Crossed.AnthropicToOpenAi, AnthropicRequests.Make(seed)),
            (Crossed.OpenAiToAnthropic, Spoil(OpenAiChats.Make(seed), seed)), (Crossed.AnthropicToOpenAi, Spoil(AnthropicChats.Make(seed), seed)),
        })
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(body);
            if (WireDialects.Of(crossing.Client).TryReadRequest(bytes, null, null, out _, out _)
                && Crossed.TryRequest(crossing, body, [], out var written, out _))
            {
                Assert.NotNull(JsonNode.Parse(written, documentOptions: new() { MaxDepth = 512 }));
            }
        }
    }).Check(Many);

    // Puts a value of another kind where one was, anywhere in the tree.
    private static string Spoil(string body, int seed)
    {
        var random = new Random(seed);
        string[] values = ["null", "3", "\"x\"", "\"\"", "[]", "{}", "[[]]", "[{}]", "true"];
        var root = JsonNode.Parse(body, documentOptions: new() { MaxDepth = 512 })!;
        var places = new List<Action<JsonNode?>>();
        Collect(root, places);
        places[random.Next(places.Count)](JsonNode.Parse(values[random.Next(values.Length)]));
        return root.ToJsonString();
    }

    private static void Collect(JsonNode? node, List<Action<JsonNode?>> places)
    {
        if (node is JsonObject holder)
        {
            foreach (var (name, value) in holder)
            {
                places.Add(other => holder[name] = other);
                Collect(value, places);
            }
        }
        else if (node is JsonArray array)
        {
            for (var index = 0; index < array.Count; index++)
            {
                var at = index;
                places.Add(other => array[at] = other);
                Collect(array[at], places);
            }
        }
    }

    private static void AssertSame(JsonNode expected, JsonNode actual, string original) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected.ToJsonString()}\n{actual.ToJsonString()}\n{original}");
}
