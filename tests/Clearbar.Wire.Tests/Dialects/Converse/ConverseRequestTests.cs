using System.Text;

namespace Clearbar.Wire.Tests.Dialects.Converse;

/// <summary>What a Converse request must have, and what clients are told when it has not.</summary>
public sealed class ConverseRequestTests
{
    [Theory]
    [InlineData("""7""", null)]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":"x"}""", "messages")]
    [InlineData("""{"messages":[1]}""", "messages.0")]
    [InlineData("""{"messages":[{"content":[{"text":"x"}]}]}""", "messages.0.role")]
    [InlineData("""{"messages":[{"role":"tool","content":[{"text":"x"}]}]}""", "messages.0.role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages.0.content")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "messages.0.content")]
    [InlineData("""{"messages":[{"role":"user","content":["x"]}]}""", "messages.0.content.0")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"a"},{}]}]}""", "messages.0.content.1")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"a","image":{}}]}]}""", "messages.0.content.0")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":5}]}]}""", "messages.0.content.0.text")]
    [InlineData("""{"messages":[{"role":"user","content":[{"toolResult":{"content":[]}}]}]}""", "messages.0.content.0.toolResult.toolUseId")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"inferenceConfig":{"maxTokens":0}}""", "inferenceConfig.maxTokens")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"inferenceConfig":{"maxTokens":"9"}}""", "inferenceConfig.maxTokens")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"inferenceConfig":[]}""", "inferenceConfig")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"system":"x"}""", "system")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":{}}}""", "toolConfig.tools")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"messages":[]}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"x":1,"x":1}""", "x")]
    public void A_missing_or_wrong_member_is_named(string body, string? path)
    {
        Assert.False(WireDialects.Converse.TryReadRequest(Encoding.UTF8.GetBytes(body), "m", null, out _, out var fault));
        Assert.Equal(path, fault.Path);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"messages\":[}", "see byte 13")]
    [InlineData("{\"messages\":[", "ends at byte 13")]
    public void Malformed_json_is_told_with_its_byte(string body, string told)
    {
        Assert.False(WireDialects.Converse.TryReadRequest(Encoding.UTF8.GetBytes(body), "m", null, out _, out var fault));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_is_in_the_path()
    {
        Assert.False(WireDialects.Converse.TryReadRequest("{}"u8, null, null, out _, out var fault));
        Assert.Equal("modelId", fault.Path);
        Assert.True(WireDialects.Converse.TryReadRequest(
            """{"messages":[{"role":"user","content":[{"text":"x"}]}]}"""u8, "eu.anthropic.claude-haiku-4-5-20251001-v1:0", true, out var outline, out _));
        Assert.Equal("eu.anthropic.claude-haiku-4-5-20251001-v1:0", outline.Model);
        Assert.True(outline.Stream);
        Assert.Null(outline.MaxTokens);
    }

    [Fact]
    public void Reasoning_blocks_can_be_cut_whole()
    {
        var body = """{"messages":[{"role":"assistant","content":[ {"reasoningContent":{"redactedContent":"b3"}} , {"text":"a"}]},{"role":"user","content":[{"text":"b"}]}]}"""u8.ToArray();
        Assert.True(WireDialects.Converse.TryReadRequest(body, "m", false, out var outline, out _));
        Assert.Equal(
            """{"messages":[{"role":"assistant","content":[ {"text":"a"}]},{"role":"user","content":[{"text":"b"}]}]}""",
            Written.Text(output => RequestBodyEditor.Write(output, body, outline, [new RequestEdit.Cut("thinking", outline.ThinkingBlocks)])));
    }
}
