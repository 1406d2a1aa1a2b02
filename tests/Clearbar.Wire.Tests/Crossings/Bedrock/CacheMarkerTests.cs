namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Cache markers arrive with their time to live, four at most and in legal order, or their loss is told (invariant I3).</summary>
public sealed class CacheMarkerTests
{
    private const string Point = """{"cachePoint":{"type":"default"}}""";
    private const string Hour = """{"cachePoint":{"type":"default","ttl":"1h"}}""";

    [Fact]
    public void A_point_marks_the_block_before_it_in_tools_system_and_messages()
    {
        var (body, outline, losses) = FromConverse($$$$$$"""
            {"messages":[{"role":"user","content":[{"text":"a"},{"text":"b"},{{{{{{Point}}}}}},{"text":"c"}]}],"system":[{"text":"s"},{{{{{{Hour}}}}}}],
             "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}},{{{{{{Hour}}}}}}]}}
            """);

        Crossed.AssertSame("""{"type":"ephemeral","ttl":"1h"}""", Crossed.Parse(body).GetProperty("tools")[0].GetProperty("cache_control").GetRawText());
        Crossed.AssertSame("""[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]""", Crossed.Parse(body).GetProperty("system").GetRawText());
        Crossed.AssertSame(
            """[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}},{"type":"text","text":"c"}]""",
            Crossed.Parse(body).GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal(3, outline.CacheMarkerCount);
        Assert.Empty(losses);
    }

    [Fact]
    public void A_point_without_a_block_that_can_carry_it_is_told()
    {
        var (_, outline, losses) = FromConverse($$$$$$"""
            {"system":[{{{{{{Point}}}}}},{"text":"s"},{{{{{{Point}}}}}},{{{{{{Point}}}}}}],"toolConfig":{"tools":[{{{{{{Point}}}}}},{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]},
             "messages":[{"role":"user","content":[{{{{{{Point}}}}}},{"text":"a"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"E"}}},{{{{{{Point}}}}}},{"text":""},{{{{{{Point}}}}}},{"text":"x"}]}]}
            """);

        Assert.Equal(1, outline.CacheMarkerCount);
        Assert.Equal(
            ["cachePoint@tools", "cachePoint@system", "cachePoint@system", "cachePoint@messages.0", "cachePoint@messages.1", "-text@messages.1", "cachePoint@messages.1"],
            losses);
    }

    [Fact]
    public void A_system_prompt_that_is_only_a_marker_is_told_and_left_out()
    {
        var (body, _, losses) = FromConverse($$$"""{"system":[{{{Point}}}],"messages":[{"role":"user","content":[{"text":"a"}]}]}""");

        Assert.False(Crossed.Parse(body).TryGetProperty("system", out _));
        Assert.Equal(["cachePoint@system"], losses);
    }

    [Theory]
    [InlineData(Dialect.Converse)]
    [InlineData(Dialect.Anthropic)]
    public void The_fifth_marker_is_told_and_one_hour_behind_five_minutes_becomes_five(Dialect client)
    {
        string[] ttls = ["1h", "5m", "1h", "5m", "5m"];
        var request = client == Dialect.Converse
            ? $$"""{"messages":[{"role":"user","content":[{{string.Join(',', ttls.Select(ttl => $$$"""{"text":"x"},{"cachePoint":{"type":"default","ttl":"{{{ttl}}}"}}"""))}}]}]}"""
            : $$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{{string.Join(',', ttls.Select(ttl => $$$"""{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"{{{ttl}}}"}}"""))}}]}]}""";
        var (body, outline, losses) = client == Dialect.Converse ? FromConverse(request) : FromMessages(request);

        Assert.Equal(4, outline.CacheMarkerCount);
        Assert.Equal((1, 3), (body.Split("\"1h\"").Length - 1, body.Split("\"5m\"").Length - 1));
        var name = client == Dialect.Converse ? "cachePoint" : "cache_control";
        Assert.Equal([$"{name}.ttl@messages.0", $"{name}@messages.0"], losses);
    }

    [Fact]
    public void A_control_becomes_a_point_behind_its_block()
    {
        var (body, outline, losses) = FromMessages("""
            {"model":"m","max_tokens":1,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "tools":[{"name":"f","input_schema":{},"cache_control":{"type":"ephemeral","ttl":"1h"}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b"}]}]}
            """);

        Crossed.AssertSame($$$"""[{"text":"s"},{{{Hour}}}]""", Crossed.Parse(body).GetProperty("system").GetRawText());
        Crossed.AssertSame($$$"""[{"text":"a"},{{{Point}}},{"text":"b"}]""", Crossed.Parse(body).GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal((3, 1), (outline.CacheMarkerCount, outline.ToolCount));
        Assert.Empty(losses);
    }

    [Fact]
    public void A_control_inside_a_tool_result_moves_behind_it()
    {
        const string Part = """{"type":"text","text":"r","cache_control":{"type":"ephemeral"}}""";
        var alone = FromMessages($$$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{{{Part}}}]}]}]}""");
        var both = FromMessages($$$"""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{{{Part}}}],"cache_control":{"type":"ephemeral","ttl":"5m"}}]}]}""");

        Crossed.AssertSame($$$"""[{"toolResult":{"toolUseId":"t","content":[{"text":"r"}]}},{{{Point}}}]""", Crossed.Parse(alone.Body).GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal(["cache_control.moved@messages.0"], alone.Losses);
        Assert.Equal((1, "cache_control@messages.0"), (both.Outline.CacheMarkerCount, Assert.Single(both.Losses)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"cache_control\":{\"type\":\"ephemeral\"}", 1)]
    public void The_automatic_marker_stands_behind_the_last_block(string own, int count)
    {
        var (body, outline, losses) = FromMessages($$$"""{"cache_control":{"type":"ephemeral"},"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"{{{own}}}}]}]}""");

        Crossed.AssertSame($$$"""[{"text":"a"},{"text":"b"},{{{Point}}}]""", Crossed.Parse(body).GetProperty("messages")[0].GetProperty("content").GetRawText());
        Assert.Equal(count, outline.CacheMarkerCount);
        Assert.Empty(losses);
    }

    [Fact]
    public void The_automatic_marker_finds_no_room_behind_four_others()
    {
        var blocks = string.Join(',', Enumerable.Repeat("""{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}""", 4));
        var (_, outline, losses) = FromMessages($$$"""{"cache_control":{"type":"ephemeral"},"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{{{blocks}}},{"type":"text","text":"b"}]}]}""");

        Assert.Equal(4, outline.CacheMarkerCount);
        Assert.Equal(["cache_control@body"], losses);
    }

    private static (string Body, RequestOutline Outline, string[] Losses) FromConverse(string body) => Crossed.Request(Dialect.Converse, Dialect.Anthropic, body);

    private static (string Body, RequestOutline Outline, string[] Losses) FromMessages(string body) => Crossed.Request(Dialect.Anthropic, Dialect.Converse, body);
}
