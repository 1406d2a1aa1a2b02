using System.Text;

namespace Clearbar.Wire.Tests.Dialects.OpenAi;

/// <summary>What the outline of a Chat Completions request says, and what is refused with the member at fault.</summary>
public sealed class OpenAiRequestTests
{
    [Fact]
    public void A_request_is_outlined()
    {
        var outline = Read(
            """
            {"model":"gpt-5","max_tokens":100,"max_completion_tokens":200,"stream":true,"stream_options":{"include_usage":true},"reasoning_effort":"low",
             "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://x"}},{"type":"file","file":{"file_data":"JVBERi0="}},{"type":"text","text":"b"}]}],
             "tools":[{"type":"function","function":{"name":"f"}}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}}
            """);
        Assert.Equal(("gpt-5", true, true, 200), (outline.Model, outline.Stream, outline.WantsStreamUsage, outline.MaxTokens));
        Assert.Equal((2, 1, 1, 1, 0), (outline.MessageCount, outline.ToolCount, outline.ImageCount, outline.DocumentCount, outline.CacheMarkerCount));
        Assert.True(outline.AsksForThinking);
        Assert.Equal("a\nb", outline.LastUserText);
        Assert.NotEqual(0UL, outline.SchemaFingerprint);
        Assert.False(outline.InToolLoop);
    }

    [Fact]
    public void The_same_system_prompt_has_the_same_fingerprint_in_messages()
    {
        var chat = Read("""{"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"hi"}]}""");
        Assert.True(WireDialects.Anthropic.TryReadRequest(
            """{"model":"m","max_tokens":1,"system":"Be brief.","messages":[{"role":"user","content":"hi"}]}"""u8, null, null, out var message, out _));
        Assert.Equal(message.SystemFingerprint, chat.SystemFingerprint);
        Assert.NotEqual(
            chat.SystemFingerprint,
            Read("""{"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"system","content":"Be kind."},{"role":"user","content":"hi"}]}""").SystemFingerprint);

        // A later one is no part of what a class of requests shares.
        Assert.Equal(
            chat.SystemFingerprint,
            Read("""{"model":"m","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":"hi"},{"role":"system","content":"Be kind."}]}""").SystemFingerprint);
    }

    [Fact]
    public void A_run_of_tool_messages_is_a_tool_loop_until_the_user_speaks()
    {
        const string Loop = """{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"old","content":""},{"role":"assistant","content":null,"tool_calls":[]},{"role":"tool","tool_call_id":"a","content":"x"},{"content":"y","tool_call_id":"b\n","role":"tool"}""";
        Assert.Equal(["a", "b\n"], Read($$"""{"model":"m","messages":[{{Loop}}]}""").ToolResultIds);
        Assert.True(Read($$"""{"model":"m","messages":[{{Loop}},{"role":"system","content":"s"}]}""").InToolLoop);
        Assert.False(Read($$"""{"model":"m","messages":[{{Loop}},{"role":"user","content":"go on","tool_call_id":"c"}]}""").InToolLoop);
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", "model")]
    [InlineData("""{"model":"","messages":[{"role":"user","content":"hi"}]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "messages")]
    [InlineData("""{"model":"m","messages":{}}""", "messages")]
    [InlineData("""{"model":"m","messages":["hi"]}""", "messages.0")]
    [InlineData("""{"model":"m","messages":[{"content":"hi"}]}""", "messages.0.role")]
    [InlineData("""{"model":"m","messages":[{"role":"wizard","content":"hi"}]}""", "messages.0.role")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages.0.content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":null}]}""", "messages.0.content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":3}]}""", "messages.0.content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":["x"]}]}""", "messages.0.content.0")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages.0.content.0.type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages.0.content.0.text")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages.0.tool_call_id")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"model":"n"}""", "model")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"x":1,"\u0078":2}""", "x")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":1.5}""", "max_completion_tokens")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"stream_options":true}""", "stream_options")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":{}}""", "tools")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":["f"]}""", "tools.0")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}]} x""", null)]
    [InlineData("", null)]
    public void A_request_that_cannot_be_used_names_the_member_at_fault(string body, string? path)
    {
        Assert.False(WireDialects.OpenAi.TryReadRequest(Encoding.UTF8.GetBytes(body), null, null, out _, out var fault));
        Assert.Equal(path, fault.Path);
        Assert.NotEmpty(fault.Message);
    }

    [Fact]
    public void Too_many_members_are_refused()
    {
        var members = string.Concat(Enumerable.Range(0, 127).Select(index => $",\"m{index}\":0"));
        Assert.False(WireDialects.OpenAi.TryReadRequest(
            Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"hi"}]{{members}}}"""), null, null, out _, out var fault));
        Assert.Contains("128", fault.Message, StringComparison.Ordinal);
    }

    private static RequestOutline Read(string body)
    {
        Assert.True(WireDialects.OpenAi.TryReadRequest(Encoding.UTF8.GetBytes(body), null, null, out var outline, out var fault), fault?.ToString());
        Assert.Equal(Dialect.OpenAi, outline!.Dialect);
        return outline;
    }
}
