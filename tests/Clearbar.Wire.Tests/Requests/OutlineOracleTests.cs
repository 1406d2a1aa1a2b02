using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Requests;

/// <summary>The one-pass scanner says of any valid request what a slow reading of the parsed tree says.</summary>
public sealed class OutlineOracleTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500);

    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Converse)]
    public void The_outline_is_what_the_oracle_says(Dialect dialect) =>
        Prop.ForAll(RandomJson.Seeds, seed => AssertSame(dialect, Make(dialect, seed))).Check(Many);

    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Converse)]
    [InlineData(Dialect.OpenAi)]
    public void A_truncated_body_is_always_a_fault_and_never_an_exception(Dialect dialect) => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        var body = Encoding.UTF8.GetBytes(Make(dialect, seed).TrimEnd());
        for (var length = 0; length < body.Length; length += 7)
        {
            Assert.False(TryRead(dialect, body.AsSpan(0, length), out _, out var fault));
            Assert.NotEmpty(fault!.Message);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Theory]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Converse)]
    [InlineData(Dialect.OpenAi)]
    public void A_body_with_any_byte_changed_never_throws(Dialect dialect) => Prop.ForAll(RandomJson.Seeds, RandomJson.Seeds, ArbMap.Default.ArbFor<byte>(), (seed, at, value) =>
    {
        var body = Encoding.UTF8.GetBytes(Make(dialect, seed));
        body[at % body.Length] = value;
        return TryRead(dialect, body, out var outline, out var fault) ? outline is not null : fault is not null;
    }).Check(Many);

    [Fact]
    public void The_outline_of_a_chat_completion_is_what_the_oracle_says() => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        var body = Encoding.UTF8.GetBytes(OpenAiRequests.Make(seed));
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        Assert.True(TryRead(Dialect.OpenAi, body, out var outline, out var fault), fault?.ToString());
        var slow = new SlowOpenAiOutline(document.RootElement);
        AssertMembers(document.RootElement, body, outline!);
        Assert.Equal(
            (slow.MessageCount, slow.ToolCount, slow.ImageCount, slow.DocumentCount, slow.AsksForThinking, slow.MaxTokens, slow.WantsStreamUsage),
            (outline!.MessageCount, outline.ToolCount, outline.ImageCount, outline.DocumentCount, outline.AsksForThinking, outline.MaxTokens, outline.WantsStreamUsage));
        Assert.Equal(
            (slow.SystemFingerprint, slow.ToolsFingerprint, slow.SchemaFingerprint), (outline.SystemFingerprint, outline.ToolsFingerprint, outline.SchemaFingerprint));
        Assert.Equal(slow.TextBytes, outline.TextBytes);
        Assert.Equal(slow.LastUserText, outline.LastUserText);
        Assert.Equal(slow.ToolResultIds, outline.ToolResultIds);
        Assert.Equal(slow.ToolResultIds.Count > 0, outline.InToolLoop);
        Assert.Equal(document.RootElement.Text("model"), outline.Model);
        Assert.Equal(document.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True, outline.Stream);
    }).Check(Many);

    private static string Make(Dialect dialect, int seed) => dialect switch
    {
        Dialect.Anthropic => AnthropicRequests.Make(seed),
        Dialect.OpenAi => OpenAiRequests.Make(seed),
        _ => ConverseRequests.Make(seed),
    };

    private static void AssertSame(Dialect dialect, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        Assert.True(TryRead(dialect, body, out var outline, out var fault), fault?.ToString());
        var slow = new SlowOutline(dialect, document.RootElement);
        AssertMembers(document.RootElement, body, outline!);
        Assert.Equal(
            (slow.MessageCount, slow.ToolCount, slow.ImageCount, slow.DocumentCount, slow.CacheMarkerCount, slow.AsksForThinking, slow.MaxTokens),
            (outline!.MessageCount, outline.ToolCount, outline.ImageCount, outline.DocumentCount, outline.CacheMarkerCount, outline.AsksForThinking, outline.MaxTokens));
        Assert.Equal(
            (slow.SystemFingerprint, slow.ToolsFingerprint, slow.SchemaFingerprint), (outline.SystemFingerprint, outline.ToolsFingerprint, outline.SchemaFingerprint));
        Assert.Equal(slow.TextBytes, outline.TextBytes);
        Assert.Equal(slow.LastUserText, outline.LastUserText);
        Assert.Equal(slow.ToolResultIds, outline.ToolResultIds);
        Assert.Equal(slow.ToolResultIds.Count > 0, outline.InToolLoop);
        Assert.Equal(slow.ThinkingBlocks, outline.ThinkingBlocks.Select(range => Encoding.UTF8.GetString(range.Of(body))));
        if (dialect == Dialect.Anthropic)
        {
            Assert.Equal(document.RootElement.Text("model"), outline.Model);
            Assert.Equal(document.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True, outline.Stream);
        }
    }

    private static void AssertMembers(JsonElement root, byte[] body, RequestOutline outline)
    {
        Assert.Equal(body.Length, outline.BodyLength);
        Assert.Equal(root.EnumerateObject().Select(member => member.Name), outline.Members.Select(member => member.Name));
        foreach (var member in root.EnumerateObject())
        {
            Assert.True(outline.TryGetMember(member.Name, out var found));
            Assert.Equal(member.Value.GetRawText(), Encoding.UTF8.GetString(found.Value.Of(body)));
            Assert.Equal(found.Value.End, found.Member.End);
            using var alone = JsonDocument.Parse("{" + Encoding.UTF8.GetString(found.Member.Of(body)) + "}");
            Assert.Equal(member.Name, alone.RootElement.EnumerateObject().Single().Name);
        }
    }

    private static bool TryRead(Dialect dialect, ReadOnlySpan<byte> body, out RequestOutline? outline, out WireFault? fault) => dialect is Dialect.Anthropic or Dialect.OpenAi
        ? WireDialects.Of(dialect).TryReadRequest(body, null, null, out outline, out fault)
        : WireDialects.Converse.TryReadRequest(body, "claude", false, out outline, out fault);
}
