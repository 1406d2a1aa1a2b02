namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>What each field and each block of a Messages request becomes in Chat Completions, and what is said of those that become nothing.</summary>
public sealed class AnthropicToOpenAiRequestTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";

    [Theory]
    [InlineData("", "", "")]
    [InlineData(""" "temperature":0.50""", """ "temperature":0.50""", "")]
    [InlineData(""" "top_p":0.9,"top_k":5""", """ "top_p":0.9""", "-top_k")]
    [InlineData(""" "stop_sequences":["a","b"]""", """ "stop":["a","b"]""", "")]
    [InlineData(""" "stop_sequences":[]""", "", "")]
    [InlineData(""" "metadata":{"user_id":"u"}""", """ "user":"u" """, "")]
    [InlineData(""" "metadata":{}""", "", "")]
    [InlineData(""" "service_tier":"standard_only" """, """ "service_tier":"default" """, "")]
    [InlineData(""" "service_tier":"auto" """, """ "service_tier":"auto" """, "")]
    [InlineData(""" "stream":true""", """ "stream":true,"stream_options":{"include_usage":true}""", "")]
    [InlineData(""" "stream":false""", "", "")]
    [InlineData(""" "thinking":{"type":"disabled"}""", """ "reasoning_effort":"none" """, "")]
    [InlineData(""" "thinking":{"type":"adaptive"}""", "", "-thinking")]
    [InlineData(""" "thinking":null""", "", "")]
    [InlineData(""" "output_config":{"effort":"low"}""", """ "reasoning_effort":"low" """, "")]
    [InlineData(""" "output_config":{"effort":"xhigh"}""", """ "reasoning_effort":"xhigh" """, "")]
    [InlineData(""" "output_config":{"effort":"max"}""", """ "reasoning_effort":"xhigh" """, "effort>xhigh")]
    [InlineData(""" "output_config":{"effort":"low"},"thinking":{"type":"disabled"}""", """ "reasoning_effort":"none" """, "-effort")]
    [InlineData(""" "output_config":{"format":{"type":"json_schema","schema":{ "x":1.50 }}}""", """ "response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{ "x":1.50 }}}""", "")]
    [InlineData(""" "output_config":{"format":{"type":"other"}}""", "", "-output_config.format")]
    [InlineData(""" "cache_control":{"type":"ephemeral"},"speed":"fast","inference_geo":"us","x-new":1""", "", "-cache_control,-speed,-inference_geo,-x-new")]
    public void An_option_becomes_its_twin_or_a_named_loss(string option, string expected, string losses)
    {
        var (body, lost) = Crossed.Request(Crossed.AnthropicToOpenAi, $$"""{"model":"m","max_tokens":9,"messages":{{Hi}}{{(option.Length > 0 ? "," : "")}}{{option}}}""");
        Assert.Equal(losses, lost);
        Assert.Equal(Canonical($$"""{"model":"target","max_tokens":9,"messages":{{Hi}}{{(expected.Length > 0 ? "," : "")}}{{expected}}}"""), Canonical(body));
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", """ "tool_choice":"auto" """)]
    [InlineData("""{"type":"any"}""", """ "tool_choice":"required" """)]
    [InlineData("""{"type":"none"}""", """ "tool_choice":"none" """)]
    [InlineData("""{"type":"tool","name":"f"}""", """ "tool_choice":{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"auto","disable_parallel_tool_use":true}""", """ "tool_choice":"auto","parallel_tool_calls":false""")]
    [InlineData("""{"type":"any","disable_parallel_tool_use":false}""", """ "tool_choice":"required" """)]
    public void Tools_and_the_choice_among_them_cross(string choice, string expected)
    {
        var (body, losses) = Crossed.Request(
            Crossed.AnthropicToOpenAi,
            $$"""{"model":"m","max_tokens":9,"messages":{{Hi}},"tools":[{"type":"custom","name":"f","description":"d","input_schema":{ "type":"object" },"strict":true}],"tool_choice":{{choice}}}""");
        Assert.Equal(
            Canonical($$$"""{"model":"target","max_tokens":9,"messages":{{{Hi}}},"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{ "type":"object" },"strict":true}}],{{{expected}}}}"""),
            Canonical(body));
        Assert.Empty(losses);
    }

    [Fact]
    public void What_a_tool_has_that_no_function_has_is_named()
    {
        var (_, losses) = Crossed.Request(
            Crossed.AnthropicToOpenAi,
            $$"""{"model":"m","max_tokens":9,"messages":{{Hi}},"tools":[{"name":"f","input_schema":{},"cache_control":{"type":"ephemeral"},"defer_loading":true,"allowed_callers":[],"input_examples":[]}]}""");
        Assert.Equal("-cache_control,-tools.defer_loading,-tools.allowed_callers,-tools.input_examples", losses);
    }

    [Theory]
    [InlineData("\"s\"", """{"role":"system","content":"s"},""", "")]
    [InlineData("\"\"", "", "")]
    [InlineData("null", "", "")]
    [InlineData("""[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]""", """{"role":"system","content":"s"},""", "-cache_control")]
    [InlineData("""[{"type":"text","text":"a"},{"type":"text","text":""},{"type":"text","text":"b"}]""", """{"role":"system","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},""", "")]
    public void The_system_prompt_is_the_first_message(string system, string message, string losses)
    {
        var (body, lost) = Crossed.Request(Crossed.AnthropicToOpenAi, $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"system":{{system}}}""");
        Assert.Equal($$"""{"model":"target","max_tokens":9,"messages":[{{message}}{"role":"user","content":"hi"}]}""", body);
        Assert.Equal(losses, lost);
    }

    [Theory]
    [InlineData("""{"type":"text","text":"\u00e9"}""", "\"\\u00e9\"", "")]
    [InlineData("""{"type":"text","text":"a"},{"type":"text","text":"b","citations":[{"type":"x"}]}""", """[{"type":"text","text":"a"},{"type":"text","text":"b"}]""", "-citations")]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://x/y.png"}}""", """[{"type":"image_url","image_url":{"url":"https://x/y.png"}}]""", "")]
    [InlineData("""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aG\/k="}}""", """[{"type":"image_url","image_url":{"url":"data:image/png;base64,aG/k="}}]""", "")]
    [InlineData("""{"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}""", """[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]""", "")]
    [InlineData("""{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"citations":{"enabled":true}}""", """[{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}]""", "-citations")]
    [InlineData("""{"type":"document","title":"t","source":{"type":"text","media_type":"text/plain","data":"a ``` b"}}""", """[{"type":"text","text":"t:\n````\na ``` b\n````"}]""", "document>text")]
    [InlineData("""{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}""", """[{"type":"text","text":"document:\n```\na\nb\n```"}]""", "document>text")]
    [InlineData("""{"type":"search_result","source":"https://x","title":"t","content":[{"type":"text","text":"a"}]}""", """[{"type":"text","text":"t (https://x):\n```\na\n```"}]""", "search_result>text")]
    public void A_block_becomes_a_part(string block, string content, string losses)
    {
        var (body, lost) = Crossed.Request(Crossed.AnthropicToOpenAi, $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{{block}}]}]}""");
        Assert.Equal($$"""{"model":"target","max_tokens":9,"messages":[{"role":"user","content":{{content}}}]}""", body);
        Assert.Equal(losses, lost);
    }

    [Fact]
    public void A_turn_of_tools_becomes_calls_and_messages_and_thinking_is_left_out()
    {
        var (body, losses) = Crossed.Request(
            Crossed.AnthropicToOpenAi,
            """
            {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"so"},
              {"type":"tool_use","id":"c1","name":"f","input":{ "a": "\u00e9" }},{"type":"tool_use","id":"enc-c-2e2","name":"enc-a-2eb","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"tool_result","tool_use_id":"enc-c-2e2","is_error":true,"content":[{"type":"text","text":"two"}]},
              {"type":"text","text":"and?"}]},
             {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"}]},
             {"role":"system","content":"later"}]}
            """);
        Assert.Equal(
            """{"model":"target","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"so","tool_calls":["""
            + """{"id":"c1","type":"function","function":{"name":"f","arguments":"{ \"a\": \"\\u00e9\" }"}},{"id":"c.2","type":"function","function":{"name":"a.b","arguments":"{}"}}]},"""
            + """{"role":"tool","tool_call_id":"c1","content":"one"},{"role":"tool","tool_call_id":"c.2","content":"Error: two"},{"role":"user","content":"and?"},{"role":"system","content":"later"}]}""",
            body);
        Assert.Equal("-thinking,-redacted_thinking,is_error>prefix", losses);
    }

    [Theory]
    [InlineData("", "\"\"", "", "")]
    [InlineData(",\"is_error\":true", "\"Error: \"", "", "is_error>prefix")]
    [InlineData(",\"content\":[]", "\"\"", "", "")]
    [InlineData(""","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"is_error":true""", """[{"type":"text","text":"Error: "},{"type":"text","text":"a"},{"type":"text","text":"b"}]""", "", "is_error>prefix")]
    [InlineData(""","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"image","source":{"type":"url","url":"https://x"}}]""", "\"a\"", """,{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}""", "tool_result.media>user,-cache_control")]
    public void A_result_holds_text_and_its_images_follow(string result, string content, string next, string losses)
    {
        var (body, lost) = Crossed.Request(
            Crossed.AnthropicToOpenAi, $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c"{{result}}}]}]}""");
        Assert.Equal($$"""{"model":"target","max_tokens":9,"messages":[{"role":"tool","tool_call_id":"c","content":{{content}}}{{next}}]}""", body);
        Assert.Equal(losses, lost);
    }

    [Fact]
    public void Text_after_a_call_moves_before_it_and_that_is_said()
    {
        var (body, losses) = Crossed.Request(
            Crossed.AnthropicToOpenAi,
            """{"model":"m","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}},{"type":"text","text":"after"}]}]}""");
        Assert.Contains("""{"role":"assistant","content":"after","tool_calls":[""", body, StringComparison.Ordinal);
        Assert.Equal("text>before_tool_use", losses);
    }

    [Theory]
    [InlineData(""" "max_tokens":0,"messages":[{"role":"user","content":"hi"}]""", "max_tokens")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":"hi"}],"container":"c" """, "container")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":"hi"}],"mcp_servers":[]""", "mcp_servers")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":"hi"}],"tools":[{"type":"web_search_20260318","name":"web_search"}]""", "tools.0.type")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":"hi"}],"tools":[{"input_schema":{}}]""", "tools.0.name")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}}]}]""", "messages.0.content.0.type")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]""", "messages.0.content.0.source")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"u"}}]}]""", "messages.0.content.0.source")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"image"}]}}]}]""", "messages.0.content.0.content")]
    [InlineData(""" "max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"tool_use","name":"f"}]}]""", "messages.0.content.0")]
    public void What_must_not_be_dropped_silently_is_refused(string members, string path) =>
        Assert.Equal(path, Crossed.Fault(Crossed.AnthropicToOpenAi, $$"""{"model":"m",{{members}}}""").Path);

    private static string Canonical(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return string.Join(',', document.RootElement.EnumerateObject().Select(member => $"{member.Name}:{member.Value.GetRawText()}").Order(StringComparer.Ordinal));
    }
}
