namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Every block and field of a Messages request arrives in Converse, or is named as lost, or is refused.</summary>
public sealed class AnthropicToConverseRequestTests
{
    [Theory]
    [InlineData("""{"type":"text","text":"Gr\u00fc\u00DFe"}""", """{"text":"Gr\u00fc\u00DFe"}""")]
    [InlineData("""{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"aGk="}}""", """{"image":{"format":"jpeg","source":{"bytes":"aGk="}}}""")]
    [InlineData("""{"source":{"data":"JVBERi0=","media_type":"application/pdf","type":"base64"},"title":"a (b) [c]-1","context":"c","citations":{"enabled":true},"type":"document"}""", """{"document":{"format":"pdf","source":{"bytes":"JVBERi0="},"name":"a (b) [c]-1","context":"c","citations":{"enabled":true}}}""")]
    [InlineData("""{"type":"document","source":{"type":"text","media_type":"text/plain","data":"t"}}""", """{"document":{"format":"txt","source":{"text":"t"},"name":"doc-1"}}""")]
    [InlineData("""{"type":"document","source":{"type":"content","content":"t"},"title":null}""", """{"document":{"source":{"content":[{"text":"t"}]},"name":"doc-1"}}""")]
    [InlineData("""{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"}]},"title":"n"}""", """{"document":{"source":{"content":[{"text":"a"}]},"name":"n"}}""")]
    [InlineData("""{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}],"citations":{"enabled":true}}""", """{"searchResult":{"source":"s","title":"t","content":[{"text":"x"}],"citations":{"enabled":true}}}""")]
    [InlineData("""{"type":"tool_use","id":"toolu_1","name":"f","input":{ "a":1.0 }}""", """{"toolUse":{"toolUseId":"toolu_1","name":"f","input":{ "a":1.0 }}}""")]
    [InlineData("""{"type":"tool_use","id":"enc-a_db","name":"f","input":{}}""", """{"toolUse":{"toolUseId":"a.b","name":"f","input":{}}}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":"x","is_error":true}""", """{"toolResult":{"toolUseId":"t","content":[{"text":"x"}],"status":"error"}}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","is_error":false}""", """{"toolResult":{"toolUseId":"t","content":[]}}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]}""", """{"toolResult":{"toolUseId":"t","content":[{"text":"x"},{"image":{"format":"png","source":{"bytes":"aGk="}}}]}}""")]
    [InlineData("""{"type":"thinking","thinking":"hm","signature":"EqQB"}""", """{"reasoningContent":{"reasoningText":{"text":"hm","signature":"EqQB"}}}""")]
    [InlineData("""{"type":"redacted_thinking","data":"b3Bh"}""", """{"reasoningContent":{"redactedContent":"b3Bh"}}""")]
    [InlineData("""{"type":"text","text":"x","citations":[{"type":"char_location","cited_text":"c","document_index":0,"document_title":"d","start_char_index":1,"end_char_index":2},{"type":"search_result_location","cited_text":"c","search_result_index":3,"source":"s","title":null,"start_block_index":4,"end_block_index":5}]}""", """{"citationsContent":{"content":[{"text":"x"}],"citations":[{"title":"d","sourceContent":[{"text":"c"}],"location":{"documentChar":{"documentIndex":0,"start":1,"end":2}}},{"source":"s","sourceContent":[{"text":"c"}],"location":{"searchResultLocation":{"searchResultIndex":3,"start":4,"end":5}}}]}}""")]
    public void A_block_arrives_whole(string block, string expected)
    {
        var (body, _, losses) = Cross($$"""{"model":"m","max_tokens":9,"messages":[{"role":"assistant","content":[{{block}}]}]}""");

        Crossed.AssertSame($$"""{"inferenceConfig":{"maxTokens":9},"messages":[{"role":"assistant","content":[{{expected}}]}]}""", body);
        Assert.Empty(losses);
    }

    [Theory]
    [InlineData("""{"type":"image","source":{"type":"url","url":"https://x"}}""", "messages.0.content.0.source")]
    [InlineData("""{"type":"image","source":{"type":"file","file_id":"f"}}""", "messages.0.content.0.source")]
    [InlineData("""{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"aGk="}}""", "messages.0.content.0.source")]
    [InlineData("""{"type":"document","source":{"type":"url","url":"https://x"}}""", "messages.0.content.0.source")]
    [InlineData("""{"type":"document","source":{"type":"content","content":[{"type":"image"}]}}""", "messages.0.content.0.source.content")]
    [InlineData("""{"type":"server_tool_use","id":"s","name":"web_search","input":{}}""", "messages.0.content.0")]
    [InlineData("""{"type":"web_search_tool_result","tool_use_id":"s","content":[]}""", "messages.0.content.0")]
    [InlineData("""{"type":"container_upload","file_id":"f"}""", "messages.0.content.0")]
    [InlineData("""{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference"}]}""", "messages.0.content.0.content.0")]
    [InlineData("""{"type":"text","text":""}""", "messages")]
    public void What_cannot_be_said_is_refused_with_its_place(string block, string path) =>
        Assert.Equal(path, Refusal($$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{{block}}]}]}"""));

    [Theory]
    [InlineData("\"mcp_servers\":[{}]", "mcp_servers")]
    [InlineData("\"container\":\"c\"", "container")]
    [InlineData("\"tools\":[{\"type\":\"web_search_20260318\",\"name\":\"web_search\"}]", "tools.0.type")]
    [InlineData("\"tools\":[{\"type\":\"computer_toolset_20260801\",\"name\":\"c\"}]", "tools.0.type")]
    [InlineData("\"tools\":[{\"name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"input_schema\":{}}]", "tools.0.name")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"grammar\"}}", "output_config.format")]
    public void A_member_that_must_not_be_dropped_is_refused(string member, string path) =>
        Assert.Equal(path, Refusal($$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],{{member}}}"""));

    [Theory]
    [InlineData("\"metadata\":{\"user_id\":\"u\"}", "-metadata")]
    [InlineData("\"service_tier\":\"auto\"", "-service_tier")]
    [InlineData("\"speed\":\"fast\"", "-speed")]
    [InlineData("\"inference_geo\":\"us\"", "-inference_geo")]
    [InlineData("\"somethingNew\":1", "-somethingNew")]
    [InlineData("\"output_config\":{\"task_budget\":1}", "-output_config.task_budget")]
    [InlineData("\"metadata\":null", null)]
    [InlineData("\"stream\":true", null)]
    public void A_member_without_a_twin_is_recorded(string member, string? loss)
    {
        var (body, _, losses) = Cross($$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],{{member}}}""");

        Crossed.AssertSame("""{"inferenceConfig":{"maxTokens":9},"messages":[{"role":"user","content":[{"text":"x"}]}]}""", body);
        Assert.Equal(loss is null ? [] : [loss], losses);
    }

    [Fact]
    public void Options_find_their_names()
    {
        var (body, outline, losses) = Cross("""
            {"model":"m","max_tokens":77,"temperature":0.50,"top_p":0.9,"top_k":5,"stop_sequences":["a"],"thinking":{"type":"adaptive"},"anthropic_beta":["b"],
             "system":"s","messages":[{"role":"user","content":"x"}],"output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type": "object"}}}}
            """);

        Crossed.AssertSame("""
            {"inferenceConfig":{"maxTokens":77,"temperature":0.50,"topP":0.9,"stopSequences":["a"]},"system":[{"text":"s"}],
             "messages":[{"role":"user","content":[{"text":"x"}]}],
             "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\": \"object\"}"}}},"effort":"high"},
             "additionalModelRequestFields":{"top_k":5,"thinking":{"type":"adaptive"},"anthropic_beta":["b"]},"additionalModelResponseFieldPaths":["/stop_sequence"]}
            """, body);
        Assert.True(outline is { MaxTokens: 77, AsksForThinking: true } && outline.SchemaFingerprint != 0);
        Assert.Empty(losses);
    }

    [Fact]
    public void A_request_that_only_warms_the_cache_asks_for_one_token()
    {
        var (body, _, losses) = Cross("""{"model":"m","max_tokens":0,"messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal(1, Crossed.Parse(body).GetProperty("inferenceConfig").GetProperty("maxTokens").GetInt32());
        Assert.Equal(["max_tokens"], losses);
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", """{"auto":{}}""", null)]
    [InlineData("""{"type":"any"}""", """{"any":{}}""", null)]
    [InlineData("""{"type":"tool","name":"f"}""", """{"tool":{"name":"f"}}""", null)]
    [InlineData("""{"type":"auto","disable_parallel_tool_use":true}""", null, """{"type":"auto","disable_parallel_tool_use":true}""")]
    public void The_choice_among_tools(string choice, string? expected, string? more)
    {
        var (body, _, losses) = Cross($$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","description":"","input_schema":{},"strict":true,"type":"custom"}],"tool_choice":{{choice}}}""");
        var config = Crossed.Parse(body).GetProperty("toolConfig");

        Crossed.AssertSame("""[{"toolSpec":{"name":"f","inputSchema":{"json":{}},"strict":true}}]""", config.GetProperty("tools").GetRawText());
        Assert.Equal(expected, config.TryGetProperty("toolChoice", out var said) ? said.GetRawText() : null);
        Assert.Equal(more, Crossed.Parse(body).TryGetProperty("additionalModelRequestFields", out var fields) ? fields.GetProperty("tool_choice").GetRawText() : null);
        Assert.Empty(losses);
    }

    [Fact]
    public void No_tool_is_said_by_leaving_the_tools_out_unless_the_history_has_some()
    {
        const string Rest = """ "model":"m","max_tokens":9,"tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"none"}""";
        var fresh = Cross($$"""{ {{Rest}},"messages":[{"role":"user","content":"x"}]}""");
        var used = Cross($$$"""{ {{{Rest}}},"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}""");

        Assert.Equal((0, 1), (fresh.Outline.ToolCount, used.Outline.ToolCount));
        Assert.Equal(["-tools"], fresh.Losses);
        Assert.Empty(used.Losses);
        Assert.False(Crossed.Parse(fresh.Body).TryGetProperty("additionalModelRequestFields", out _));
        Crossed.AssertSame("""{"tool_choice":{"type":"none"}}""", Crossed.Parse(used.Body).GetProperty("additionalModelRequestFields").GetRawText());
    }

    [Fact]
    public void Tools_that_Anthropic_defines_travel_beside_the_others()
    {
        var (body, _, losses) = Cross("""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"bash_20250124","name":"bash"},{"name":"f","input_schema":{},"defer_loading":true}]}""");

        Crossed.AssertSame("""[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]""", Crossed.Parse(body).GetProperty("toolConfig").GetProperty("tools").GetRawText());
        Crossed.AssertSame("""{"tools":[{"type":"bash_20250124","name":"bash"}]}""", Crossed.Parse(body).GetProperty("additionalModelRequestFields").GetRawText());
        Assert.Equal(["-defer_loading@tools.1"], losses);
    }

    [Theory]
    [InlineData("""{"type":"any"}""", """{"tools":[{"type":"bash_20250124","name":"bash"}],"tool_choice":{"type":"any"}}""")]
    [InlineData("""{"type":"none"}""", null)]
    public void The_choice_among_tools_that_Anthropic_defines_travels_with_them(string choice, string? expected)
    {
        var (body, _, losses) = Cross($$$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"bash_20250124","name":"bash","cache_control":{"type":"ephemeral"}}],"tool_choice":{{{choice}}}}""");

        Assert.False(Crossed.Parse(body).TryGetProperty("toolConfig", out _));
        Assert.Equal(expected, Crossed.Parse(body).TryGetProperty("additionalModelRequestFields", out var fields) ? fields.GetRawText() : null);
        Assert.Equal([expected is null ? "-tools" : "cache_control@tools"], losses);
    }

    [Theory]
    [InlineData("\"a\\r\\nb: c\":1", "-a??b??c")]
    [InlineData("\"Gr\u00fc\\ud83d\":1", "-Gr??")]
    [InlineData("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbb\":1", "-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_loss_can_stand_in_a_header_whatever_the_member_was_called(string member, string loss) => Assert.Equal(
        [loss], Cross($$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],{{member}}}""").Losses);

    [Fact]
    public void Turns_of_one_role_become_one_and_empty_text_falls_away()
    {
        var (body, outline, losses) = Cross("""
            {"model":"m","max_tokens":9,"system":[{"type":"text","text":""}],"messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"b"}]},
             {"role":"assistant","content":""},{"role":"user","content":"c"},{"role":"assistant","content":[{"type":"text","text":"d"},{"type":"text","text":" \n"}]}]}
            """);

        Crossed.AssertSame("""[{"role":"user","content":[{"text":"a"},{"text":"b"},{"text":"c"}]},{"role":"assistant","content":[{"text":"d"}]}]""", Crossed.Parse(body).GetProperty("messages").GetRawText());
        Assert.Equal(2, outline.MessageCount);
        Assert.Equal(["-text@system", "-text@messages.1", "-text@messages.2", "-text@messages.4"], losses);
    }

    [Fact]
    public void Names_of_documents_are_clean_and_unique_and_changes_are_recorded()
    {
        static string Document(string title) => $$$"""{"type":"document","title":{{{title}}},"source":{"type":"text","media_type":"text/plain","data":"t"}}""";
        var (body, _, losses) = Cross($$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{{Document("\"a.pdf\"")}},{{Document("\"A-pdf\"")}},{{Document("\"x  y\"")}},{{Document("null")}},{{Document("\"Grüße\"")}}]}]}""");

        var names = Crossed.Parse(body).GetProperty("messages")[0].GetProperty("content").EnumerateArray().Select(block => block.GetProperty("document").GetProperty("name").GetString());
        Assert.Equal(["a-pdf", "A-pdf-2", "x y", "doc-4", "Gr--e"], names);
        Assert.Equal(["0", "1", "2", "4"], losses.Select(loss => loss.Split('.')[^1]));
    }

    private static string? Refusal(string body) => Crossed.Refusal(Dialect.Anthropic, Dialect.Converse, body).Path;

    private static (string Body, RequestOutline Outline, string[] Losses) Cross(string body) => Crossed.Request(Dialect.Anthropic, Dialect.Converse, body);
}
