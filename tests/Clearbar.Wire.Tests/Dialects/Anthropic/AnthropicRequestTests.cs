using System.Text;

namespace Clearbar.Wire.Tests.Dialects.Anthropic;

/// <summary>What a Messages request must have, and what clients are told when it has not.</summary>
public sealed class AnthropicRequestTests
{
    [Theory]
    [InlineData("""[]""", null)]
    [InlineData("""{}""", "model")]
    [InlineData("""{"model":7,"max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":"1","messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":-1,"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":1.5,"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":3000000000,"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"m","max_tokens":1}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[]}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":{}}""", "messages")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":["x"]}""", "messages.0")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"content":"x"}]}""", "messages.0.role")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"tool","content":"x"}]}""", "messages.1.role")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":null,"content":"x"}]}""", "messages.0.role")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user"}]}""", "messages.0.content")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":null}]}""", "messages.0.content")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":["x"]}]}""", "messages.0.content.0")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"text":"x"}]}]}""", "messages.0.content.1.type")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages.0.content.0.text")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}""", "messages.0.content.0.tool_use_id")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"system":{}}""", "system")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"system":["x"]}""", "system.0")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":{}}""", "tools")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[{},1]}""", "tools.1")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"model":"m"}""", "model")]
    [InlineData("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"x":1,"\u0078":2}""", "x")]
    public void A_missing_or_wrong_member_is_named(string body, string? path)
    {
        var fault = Fault(body);
        Assert.Equal(path, fault.Path);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ends at byte 0")]
    [InlineData("{\"model\":\"m\"", "ends at byte 12")]
    [InlineData("{\"model\":'m'}", "see byte 9")]
    [InlineData("{\n\"model\":\n nope}", "see byte 13")]
    [InlineData("{\"model\":\"m\",}", "see byte 13")]
    [InlineData("{\"a\":1} x", "see byte 8")]
    [InlineData("\uFEFF{}", "see byte 0")]
    public void Malformed_json_is_told_with_its_byte(string body, string told) => Assert.Contains(told, Fault(body).Message, StringComparison.Ordinal);

    [Fact]
    public void A_body_that_is_not_utf8_is_told_with_its_byte()
    {
        byte[] body = [.. "{\"model\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.False(WireDialects.Anthropic.TryReadRequest(body, null, null, out _, out var fault));
        Assert.Contains("UTF-8: see byte 10", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_inputs_may_nest_hundreds_of_levels_but_not_without_end()
    {
        Assert.Equal(400, Read(Nested(400)).TextBytes / 2);
        Assert.Contains("nests deeper than 512", Fault(Nested(600)).Message, StringComparison.Ordinal);
        Assert.Contains("nests deeper than 512", Fault(Nested(200_000)).Message, StringComparison.Ordinal);

        static string Nested(int depth) =>
            $$"""{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","input":{{new string('[', depth)}}{{new string(']', depth)}} }]}]}""";
    }

    [Fact]
    public void Content_that_nests_hundreds_of_levels_is_read_without_overflow()
    {
        var nested = string.Concat(Enumerable.Repeat("{\"content\":", 500)) + "\"x\"" + new string('}', 500);
        Assert.Equal(1, Read("{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"t\",\"content\":" + nested + "}]}]}").TextBytes);
    }

    [Fact]
    public void Thousands_of_members_are_refused() =>
        Assert.Contains("more than 128", Fault("{" + string.Join(',', Enumerable.Range(0, 5000).Select(n => $"\"m{n}\":1")) + "}").Message, StringComparison.Ordinal);

    [Fact]
    public void Zero_output_tokens_warm_a_cache_and_are_allowed() =>
        Assert.Equal(0, Read("""{"model":"m","max_tokens":0,"messages":[{"role":"user","content":"x"}]}""").MaxTokens);

    [Fact]
    public void What_the_path_says_wins_over_the_body()
    {
        Assert.True(WireDialects.Anthropic.TryReadRequest(
            """{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}"""u8, "anthropic.claude", true, out var outline, out _));
        Assert.Equal("anthropic.claude", outline.Model);
        Assert.True(outline.Stream);
    }

    [Fact]
    public void The_last_users_text_is_found_whatever_the_order_of_members()
    {
        var outline = Read(
            """
            {"messages":[{"content":"first","role":"user"},{"content":[{"text":"no","type":"text"}],"role":"assistant"},
              {"content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"result"},{"text":"a\u00e9","type":"text"},{"type":"text","text":"b"}],"role":"user"},
              {"role":"system","content":"reminder"}],"max_tokens":5,"model":"m"}
            """);
        Assert.Equal("a\u00e9\nb", outline.LastUserText);
        Assert.True(outline.InToolLoop);
        Assert.Equal(["toolu_1"], outline.ToolResultIds);
    }

    [Fact]
    public void A_tool_loop_ends_with_the_next_plain_message()
    {
        var outline = Read(
            """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]},{"role":"assistant","content":"ok"},{"role":"user","content":"next"}]}""");
        Assert.False(outline.InToolLoop);
        Assert.Empty(outline.ToolResultIds);
    }

    [Theory]
    [InlineData("""{"role":"user","content":"go on"}""")]
    [InlineData("""{"role":"system","content":"reminder"},{"role":"user","content":[{"type":"text","text":"go on"}]}""")]
    public void Words_in_a_message_after_the_results_do_not_close_a_tool_loop(string more)
    {
        var outline = Read(
            """{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]},MORE]}"""
                .Replace("MORE", more, StringComparison.Ordinal));
        Assert.True(outline.InToolLoop);
        Assert.Equal(["t"], outline.ToolResultIds);
        Assert.Equal("go on", outline.LastUserText);
    }

    [Fact]
    public void Results_in_messages_of_their_own_are_results_of_one_turn()
    {
        var outline = Read(
            """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b"}]}]}""");
        Assert.Equal(["a", "b"], outline.ToolResultIds);
    }

    [Fact]
    public void Fingerprints_are_the_published_hash_of_the_bytes_and_stay_so()
    {
        var outline = Read("""{"model":"m","max_tokens":1,"system":"abc","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal(Wire.Fingerprints.XxHash64.Compute("\"abc\""u8), outline.SystemFingerprint);
        Assert.Equal(0UL, outline.ToolsFingerprint);
        Assert.Equal(0UL, outline.SchemaFingerprint);
    }

    [Fact]
    public void A_lone_surrogate_is_no_exception()
    {
        var outline = Read("""{"model":"m","max_tokens":1,"\ud800":1,"messages":[{"\udc00":1,"role":"user","content":"x\ud83d"}]}""");
        Assert.Equal("x\ud83d", outline.LastUserText);
    }

    private static RequestOutline Read(string body)
    {
        Assert.True(WireDialects.Anthropic.TryReadRequest(Encoding.UTF8.GetBytes(body), null, null, out var outline, out var fault), fault?.ToString());
        return outline!;
    }

    private static WireFault Fault(string body)
    {
        Assert.False(WireDialects.Anthropic.TryReadRequest(Encoding.UTF8.GetBytes(body), null, null, out var outline, out var fault));
        Assert.Null(outline);
        return fault!;
    }
}
