namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>What each field and each part of a Chat Completions request becomes in Messages, and what is said of those that become nothing.</summary>
public sealed class OpenAiToAnthropicRequestTests
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";
    private const string Tool = """{"type":"function","function":{"name":"f","description":"d","parameters":{ "type":"object" },"strict":true}}""";
    private const string ToolOut = """{"name":"f","description":"d","input_schema":{ "type":"object" },"strict":true}""";

    [Theory]
    [InlineData("", "", "")]
    [InlineData("\"temperature\":1.7,", "\"temperature\":1", "temperature>1")]
    [InlineData("\"temperature\":0.50,", "\"temperature\":0.50", "")]
    [InlineData("\"temperature\":null,", "", "")]
    [InlineData("\"top_p\":0.9,", "\"top_p\":0.9", "")]
    [InlineData("\"stop\":\"END\",", "\"stop_sequences\":[\"END\"]", "")]
    [InlineData("\"stop\":[\"a\",\" \",\"b\"],", "\"stop_sequences\":[\"a\",\"b\"]", "-stop.blank")]
    [InlineData("\"stop\":\"\\n\",", "", "-stop.blank")]
    [InlineData("\"stop\":[],", "", "")]
    [InlineData("\"user\":\"u\",", "\"metadata\":{\"user_id\":\"u\"}", "")]
    [InlineData("\"safety_identifier\":\"s\",\"user\":\"u\",", "\"metadata\":{\"user_id\":\"s\"}", "-user")]
    [InlineData("\"service_tier\":\"default\",", "\"service_tier\":\"standard_only\"", "")]
    [InlineData("\"service_tier\":\"auto\",", "\"service_tier\":\"auto\"", "")]
    [InlineData("\"service_tier\":\"flex\",", "", "-service_tier")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_usage\":true},", "\"stream\":true", "")]
    [InlineData("\"stream\":false,", "", "")]
    [InlineData("\"n\":1,", "", "")]
    [InlineData("\"seed\":0,", "", "-seed")]
    [InlineData("\"logprobs\":false,\"store\":false,\"presence_penalty\":0,", "", "")]
    [InlineData("\"logprobs\":true,\"top_logprobs\":2,", "", "-logprobs,-top_logprobs")]
    [InlineData("\"frequency_penalty\":0.5,\"logit_bias\":{},\"metadata\":{\"a\":\"b\"},", "", "-frequency_penalty,-logit_bias,-metadata")]
    [InlineData("\"prompt_cache_key\":\"k\",\"prediction\":{},\"x-new\":[1],", "", "-prompt_cache_key,-prediction,-x-new")]
    [InlineData("\"tool_choice\":\"auto\",\"parallel_tool_calls\":false,", "", "")]
    public void An_option_becomes_its_twin_or_a_named_loss(string option, string expected, string losses)
    {
        var (body, lost) = Crossed.Request(Crossed.OpenAiToAnthropic, $$"""{{{option}}"model":"m","messages":{{Hi}}}""");

        // The order of members follows the client's, so the message is where it is in the list.
        Assert.Equal(losses, lost);
        Assert.Equal(
            Canonical($$"""{"model":"target","max_tokens":4096,"messages":{{Hi}}{{(expected.Length > 0 ? "," : "")}}{{expected}}}"""), Canonical(body));
    }

    [Fact]
    public void A_member_with_a_strange_name_is_named_so_that_a_header_can_say_it()
    {
        foreach (var crossing in new[] { Crossed.OpenAiToAnthropic, Crossed.AnthropicToOpenAi })
        {
            var (_, losses) = Crossed.Request(crossing, $$"""{"model":"m","max_tokens":9,"messages":{{Hi}},"x\r\ny: \u00e9,":1,"{{new string('z', 100)}}":2}""");
            Assert.Equal("-x??y????,-" + new string('z', 64), losses);
        }
    }

    [Theory]
    [InlineData("\"max_tokens\":5,", 5)]
    [InlineData("\"max_completion_tokens\":7,\"max_tokens\":5,", 7)]
    [InlineData("\"max_tokens\":5,\"max_completion_tokens\":null,", 5)]
    [InlineData("", 4096)]
    public void The_limit_is_the_newer_name_then_the_older_then_the_models(string option, int limit)
    {
        var (body, losses) = Crossed.Request(Crossed.OpenAiToAnthropic, $$"""{{{option}}"model":"m","messages":{{Hi}}}""");
        Assert.Equal($$"""{"model":"target","max_tokens":{{limit}},"messages":{{Hi}}}""", body);
        Assert.Empty(losses);
    }

    [Theory]
    [InlineData("\"low\"", """ "output_config":{"effort":"low"}""", "")]
    [InlineData("\"medium\"", """ "output_config":{"effort":"medium"}""", "")]
    [InlineData("\"high\"", """ "output_config":{"effort":"high"}""", "")]
    [InlineData("\"xhigh\"", """ "output_config":{"effort":"xhigh"}""", "")]
    [InlineData("\"minimal\"", """ "output_config":{"effort":"low"}""", "reasoning_effort>low")]
    [InlineData("\"none\"", """ "thinking":{"type":"disabled"}""", "")]
    [InlineData("\"colossal\"", "", "-reasoning_effort")]
    public void Effort_keeps_its_word_where_both_have_it(string effort, string expected, string losses)
    {
        var (body, lost) = Crossed.Request(Crossed.OpenAiToAnthropic, $$"""{"reasoning_effort":{{effort}},"model":"m","messages":{{Hi}}}""");
        Assert.Equal(Canonical($$"""{"model":"target","max_tokens":4096,{{expected}}{{(expected.Length > 0 ? "," : "")}}"messages":{{Hi}}}"""), Canonical(body));
        Assert.Equal(losses, lost);
    }

    [Fact]
    public void A_schema_is_copied_byte_by_byte_and_its_name_is_lost()
    {
        var (body, losses) = Crossed.Request(
            Crossed.OpenAiToAnthropic,
            $$$$"""{"model":"m","messages":{{{{Hi}}}},"response_format":{"json_schema":{"name":"n","schema":{ "type" : "object","x":1.50 },"strict":true},"type":"json_schema"}}""");
        Assert.Equal($$$$"""{"model":"target","max_tokens":4096,"output_config":{"format":{"type":"json_schema","schema":{ "type" : "object","x":1.50 }}},"messages":{{{{Hi}}}}}""", body);
        Assert.Equal("-json_schema.name", losses);
    }

    [Fact]
    public void A_schema_that_need_not_be_kept_to_is_kept_to_and_that_is_said()
    {
        var (_, losses) = Crossed.Request(
            Crossed.OpenAiToAnthropic, $$$$$"""{"model":"m","messages":{{{{{Hi}}}}},"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":{}}}}""");
        Assert.Equal("-json_schema.name,-json_schema.description,json_schema.strict>true", losses);
    }

    [Fact]
    public void Json_without_a_schema_becomes_a_sentence_of_the_system_prompt()
    {
        var (body, losses) = Crossed.Request(
            Crossed.OpenAiToAnthropic, """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"}],"response_format":{"type":"json_object"}}""");
        Assert.Equal(
            $$"""{"model":"target","max_tokens":4096,"system":[{"type":"text","text":"s"},{"type":"text","text":"Answer with a single JSON object and nothing else."}],"messages":{{Hi}}}""",
            body);
        Assert.Equal("json_object>instruction", losses);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(",\"tool_choice\":\"auto\"", ",\"tool_choice\":{\"type\":\"auto\"}")]
    [InlineData(",\"tool_choice\":\"required\"", ",\"tool_choice\":{\"type\":\"any\"}")]
    [InlineData(",\"tool_choice\":\"none\",\"parallel_tool_calls\":false", ",\"tool_choice\":{\"type\":\"none\"}")]
    [InlineData(",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}")]
    [InlineData(",\"parallel_tool_calls\":false", ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}")]
    [InlineData(",\"parallel_tool_calls\":true", "")]
    [InlineData(",\"tool_choice\":\"required\",\"parallel_tool_calls\":false", ",\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}")]
    public void Tools_and_the_choice_among_them_cross(string choice, string expected)
    {
        var (body, losses) = Crossed.Request(Crossed.OpenAiToAnthropic, $$"""{"model":"m","messages":{{Hi}},"tools":[{{Tool}}]{{choice}}}""");
        Assert.Equal($$"""{"model":"target","max_tokens":4096,"messages":{{Hi}},"tools":[{{ToolOut}}]{{expected}}}""", body);
        Assert.Empty(losses);
    }

    [Fact]
    public void A_tool_without_parameters_takes_an_empty_object_and_an_unfit_name_is_encoded()
    {
        var (body, _) = Crossed.Request(Crossed.OpenAiToAnthropic, $$$"""{"model":"m","messages":{{{Hi}}},"tools":[{"type":"function","function":{"name":"a.b"}}]}""");
        Assert.EndsWith("""{"role":"user","content":"hi"}],"tools":[{"name":"enc-a-2eb","input_schema":{"type":"object","properties":{}}}]}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public void System_messages_make_the_system_prompt_wherever_they_stand()
    {
        var (body, losses) = Crossed.Request(
            Crossed.OpenAiToAnthropic,
            """{"model":"m","messages":[{"role":"developer","content":"a"},{"role":"system","content":[{"type":"text","text":"b"},{"type":"text","text":""}]},{"role":"user","content":"hi"},{"role":"system","content":"c"}]}""");
        Assert.Equal(
            $$"""{"model":"target","max_tokens":4096,"system":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}],"messages":{{Hi}}}""",
            body);
        Assert.Equal("system>hoisted", losses);
    }

    [Fact]
    public void Results_of_one_turn_are_one_user_turn_in_the_order_of_the_calls()
    {
        var (body, losses) = Crossed.Request(
            Crossed.OpenAiToAnthropic,
            """
            {"model":"m","messages":[{"role":"user","content":"hi"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{ \"a\": [1.0] }"}},{"id":"c.2","type":"function","function":{"name":"g","arguments":""}}]},
             {"role":"tool","tool_call_id":"c.2","content":[{"type":"text","text":"two"}]},
             {"role":"system","content":"s"},
             {"role":"tool","content":"one","tool_call_id":"c1"},
             {"role":"tool","content":"","tool_call_id":"c3"},
             {"role":"user","content":"and?"}]}
            """);
        Assert.Equal(
            """{"model":"target","max_tokens":4096,"system":"s","messages":[{"role":"user","content":"hi"},"""
            + """{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{ "a": [1.0] }},{"type":"tool_use","id":"enc-c-2e2","name":"g","input":{}}]},"""
            + """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"tool_result","tool_use_id":"enc-c-2e2","content":[{"type":"text","text":"two"}]},{"type":"tool_result","tool_use_id":"c3"}]},"""
            + """{"role":"user","content":"and?"}]}""",
            body);
        Assert.Equal("system>hoisted", losses);
    }

    [Theory]
    [InlineData("""{"type":"text","text":"\u00e9"}""", """{"type":"text","text":"\u00e9"}""", "")]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://x/y.png"}}""", """{"type":"image","source":{"type":"url","url":"https://x/y.png"}}""", "")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image\/png;base64,aG\/k=","detail":"auto"}}""", """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aG/k="}}""", "")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/jpg;base64,aGk=","detail":"low"}}""", """{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"aGk="}}""", "-image_url.detail")]
    [InlineData("""{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}}""", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf"}""", "")]
    [InlineData("""{"type":"file","file":{"file_data":"JVBERi0="}}""", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}""", "")]
    [InlineData("""{"type":"text","text":""},{"type":"text","text":"x"}""", """{"type":"text","text":"x"}""", "")]
    [InlineData("""{"type":"text","text":" \n"},{"type":"text","text":"x"}""", """{"type":"text","text":"x"}""", "-blank_text")]
    public void A_part_becomes_a_block(string part, string block, string losses)
    {
        var (body, lost) = Crossed.Request(Crossed.OpenAiToAnthropic, $$"""{"model":"m","messages":[{"role":"user","content":[{{part}}]}]}""");
        Assert.Equal($$"""{"model":"target","max_tokens":4096,"messages":[{"role":"user","content":[{{block}}]}]}""", body);
        Assert.Equal(losses, lost);
    }

    [Fact]
    public void What_an_assistant_message_has_beside_text_crosses_or_is_named()
    {
        var (body, losses) = Crossed.Request(
            Crossed.OpenAiToAnthropic,
            """{"model":"m","messages":[{"role":"user","content":"hi","name":"ann"},{"role":"assistant","content":"","refusal":"no","audio":{"id":"a"},"reasoning_content":"hm"},{"role":"assistant","content":""},{"role":"user","content":" "}]}""");
        Assert.Equal($$"""{"model":"target","max_tokens":4096,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"no"}]}]}""", body);
        Assert.Equal("-messages.name,-messages.audio,-reasoning_content,refusal>text,-blank_text", losses);
    }

    [Theory]
    [InlineData(""" "n":2,"messages":[{"role":"user","content":"hi"}]""", "n")]
    [InlineData(""" "functions":[],"messages":[{"role":"user","content":"hi"}]""", "functions")]
    [InlineData(""" "temperature":"hot","messages":[{"role":"user","content":"hi"}]""", "temperature")]
    [InlineData(""" "stop":3,"messages":[{"role":"user","content":"hi"}]""", "stop")]
    [InlineData(""" "messages":[{"role":"user","content":""}]""", "messages")]
    [InlineData(""" "messages":[{"role":"system","content":"s"}]""", "messages")]
    [InlineData(""" "messages":[{"role":"system","content":[{"type":"image_url"}]},{"role":"user","content":"hi"}]""", "messages.0.content.0.type")]
    [InlineData(""" "messages":[{"role":"function","name":"f","content":"x"}]""", "messages.0.role")]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]""", "messages.0.content.0.type")]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://x"}}]}]""", "messages.0.content.0.image_url.url")]
    [InlineData(""" "messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]""", "messages.0.content.0.file")]
    [InlineData(""" "messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"{"}}]}]""", "messages.0.tool_calls.0.function.arguments")]
    [InlineData(""" "messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"[1]"}}]}]""", "messages.0.tool_calls.0.function.arguments")]
    [InlineData(""" "messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"custom","custom":{}}]}]""", "messages.0.tool_calls.0")]
    [InlineData(""" "messages":[{"role":"assistant","function_call":{}}]""", "messages.0.function_call")]
    [InlineData(""" "messages":[{"role":"user","content":"hi"}],"tools":[{"type":"custom","custom":{"name":"x"}}]""", "tools.0")]
    [InlineData(""" "messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{}}]""", "tools.0.function.name")]
    [InlineData(""" "messages":[{"role":"user","content":"hi"}],"tool_choice":{"type":"allowed_tools"}""", "tool_choice")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tool_choice\":\"sometimes\"", "tool_choice")]
    [InlineData(""" "messages":[{"role":"user","content":"hi"}],"response_format":{"type":"json_schema"}""", "response_format.json_schema.schema")]
    public void What_must_not_be_dropped_silently_is_refused(string members, string path) =>
        Assert.Equal(path, Crossed.Fault(Crossed.OpenAiToAnthropic, $$"""{"model":"m",{{members}}}""").Path);

    private static string Canonical(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return string.Join(',', document.RootElement.EnumerateObject().Select(member => $"{member.Name}:{member.Value.GetRawText()}").Order(StringComparer.Ordinal));
    }
}
