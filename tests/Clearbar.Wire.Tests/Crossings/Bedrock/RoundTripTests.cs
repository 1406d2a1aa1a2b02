using System.Text.Json;
using Clearbar.Wire.Tests.Requests;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>What both dialects can say survives the way there and back, and whatever else comes is never more than a refusal.</summary>
public sealed class RoundTripTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(400);

    [Fact]
    public void Converse_to_Messages_and_back_is_the_same_request() => Check.One(Thorough, Prop.ForAll(RandomJson.Seeds, static seed =>
    {
        var before = CanonicalConverse.Make(seed);
        var there = Crossed.Request(Dialect.Converse, Dialect.Anthropic, before);
        var back = Crossed.Request(Dialect.Anthropic, Dialect.Converse, there.Body);
        Assert.Empty(there.Losses);
        Assert.Empty(back.Losses);
        Crossed.AssertSame(before, back.Body);
        AssertMarkers(Crossed.OutlineOf(Dialect.Converse, before, stream: false), there.Outline, back.Outline);
    }));

    [Fact]
    public void Messages_to_Converse_and_back_is_the_same_request() => Check.One(Thorough, Prop.ForAll(RandomJson.Seeds, static seed =>
    {
        var before = CanonicalMessages.Make(seed);
        var there = Crossed.Request(Dialect.Anthropic, Dialect.Converse, before);
        var back = Crossed.Request(Dialect.Converse, Dialect.Anthropic, there.Body);
        Assert.Empty(there.Losses);
        Assert.Empty(back.Losses);
        Crossed.AssertSame(before, back.Body);
        AssertMarkers(Crossed.OutlineOf(Dialect.Anthropic, before, stream: false), there.Outline, back.Outline);
    }));

    [Fact]
    public void Any_Converse_request_is_translated_or_refused() => Check.One(Thorough, Prop.ForAll(RandomJson.Seeds, static seed =>
        AssertTranslatedOrRefused(Dialect.Converse, Dialect.Anthropic, ConverseRequests.Make(seed))));

    [Fact]
    public void Any_Messages_request_is_translated_or_refused() => Check.One(Thorough, Prop.ForAll(RandomJson.Seeds, static seed =>
        AssertTranslatedOrRefused(Dialect.Anthropic, Dialect.Converse, AnthropicRequests.Make(seed))));

    [Fact]
    public void Any_JSON_as_an_answer_is_translated_or_refused() => Check.One(Thorough, Prop.ForAll(RandomJson.Seeds, static seed =>
    {
        var json = new RandomJson(seed);
        var content = json.Array(json.Some(3, () => json.One(json.Any(), json.Object(("text", json.Any()), ("type", json.One("\"text\"", "\"tool_use\"", "\"thinking\"", json.Any()))))).ToArray());
        var messages = json.Object(("content", json.One(content, json.Any())), ("stop_reason", json.Any()), ("usage", json.Any()));
        var converse = json.Object(("output", json.Object(("message", json.Object(("content", json.One(content, json.Any())))))), ("stopReason", json.Any()), ("usage", json.Any()));
        AssertAnswerTranslatedOrRefused(Dialect.Converse, Dialect.Anthropic, json.One(messages, json.Any()));
        AssertAnswerTranslatedOrRefused(Dialect.Anthropic, Dialect.Converse, json.One(converse, json.Any()));
    }));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"content\":[{\"text\":\"\u00ff")]
    [InlineData("{\"content\":[]} x")]
    public void What_is_no_answer_is_a_fault(string answer)
    {
        AssertAnswerTranslatedOrRefused(Dialect.Converse, Dialect.Anthropic, answer);
        AssertAnswerTranslatedOrRefused(Dialect.Anthropic, Dialect.Converse, answer);
        var crossing = Wire.Crossings.DialectCrossings.Find(Dialect.Converse, Dialect.Anthropic)!;
        Assert.False(crossing.TryWriteAnswer(new System.Buffers.ArrayBufferWriter<byte>(), System.Text.Encoding.Latin1.GetBytes(answer), Crossed.Reply, out _));
    }

    private static void AssertMarkers(params RequestOutline[] outlines) =>
        Assert.Single(outlines.Select(outline => (outline.CacheMarkerCount, outline.MessageCount, outline.ToolCount, outline.InToolLoop, outline.ThinkingBlocks.Count, outline.ImageCount, outline.DocumentCount)).Distinct());

    private static void AssertTranslatedOrRefused(Dialect client, Dialect upstream, string body)
    {
        var losses = new List<string>();
        var (written, fault) = Crossed.TryRequest(client, upstream, body, losses, stream: false);
        if (fault is null)
        {
            Assert.InRange(Crossed.OutlineOf(upstream, written, stream: false).CacheMarkerCount, 0, 4);
            Assert.All(Crossed.Parse(written).GetProperty("messages").EnumerateArray(), AssertNoEmptyText);
        }
        else
        {
            Assert.NotEmpty(fault.Message);
        }
    }

    // An empty message, and an empty text in it or in a tool's result, is refused by both services.
    private static void AssertNoEmptyText(JsonElement message)
    {
        Assert.NotEqual(0, message.GetProperty("content").GetArrayLength());
        foreach (var block in message.GetProperty("content").EnumerateArray())
        {
            var result = block.TryGetProperty("toolResult", out var converse) ? converse : block;
            var isResult = result.TryGetProperty("toolUseId", out _) || result.TryGetProperty("tool_use_id", out _);
            foreach (var text in isResult ? result.GetProperty("content").EnumerateArray() : Enumerable.Repeat(block, 1))
            {
                Assert.False(text.TryGetProperty("text", out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8));
            }
        }
    }

    private static void AssertAnswerTranslatedOrRefused(Dialect client, Dialect upstream, string answer)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var crossing = Wire.Crossings.DialectCrossings.Find(client, upstream)!;
        if (crossing.TryWriteAnswer(output, System.Text.Encoding.UTF8.GetBytes(answer), Crossed.Reply, out var fault))
        {
            Assert.Null(fault);
            Assert.True(WireDialects.Of(client).TryReadAnswer(output.WrittenSpan, out _, out _));
        }
        else
        {
            Assert.NotEmpty(fault.Message);
        }
    }
}
