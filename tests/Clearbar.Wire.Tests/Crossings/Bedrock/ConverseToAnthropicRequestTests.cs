namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Every block and field of a Converse request arrives in the Messages dialect, or is named as lost, or is refused.</summary>
public sealed class ConverseToAnthropicRequestTests
{
    [Theory]
    [InlineData("""{"text":"Gr\u00fc\u00DFe \/ \ud83d\ude42"}""", """{"type":"text","text":"Gr\u00fc\u00DFe \/ \ud83d\ude42"}""")]
    [InlineData("""{"image":{"format":"jpeg","source":{"bytes":"aGk="}}}""", """{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"aGk="}}""")]
    [InlineData("""{"image":{"source":{"bytes":"aGk="},"format":"webp"}}""", """{"type":"image","source":{"type":"base64","media_type":"image/webp","data":"aGk="}}""")]
    [InlineData("""{"document":{"format":"pdf","name":"a b","source":{"bytes":"JVBERi0="},"context":"c","citations":{"enabled":true}}}""", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a b","context":"c","citations":{"enabled":true}}""")]
    [InlineData("""{"document":{"name":"n","source":{"bytes":"JVBERi0="}}}""", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"n"}""")]
    [InlineData("""{"document":{"name":"n","format":"txt","source":{"bytes":"R3LDvMOfZQ=="}}}""", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Grüße"},"title":"n"}""")]
    [InlineData("""{"document":{"name":"n","source":{"text":"t"}}}""", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"t"},"title":"n"}""")]
    [InlineData("""{"document":{"name":"n","source":{"content":[{"text":"a"},{"text":"b"}]}}}""", """{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"title":"n"}""")]
    [InlineData("""{"toolUse":{"toolUseId":"tooluse_1","name":"f","input":{"z": 1.50,"a":[ null ]}}}""", """{"type":"tool_use","id":"tooluse_1","name":"f","input":{"z": 1.50,"a":[ null ]}}""")]
    [InlineData("""{"toolUse":{"toolUseId":"a.b:c_d","name":"f","input":{}}}""", """{"type":"tool_use","id":"enc-a_db_cc__d","name":"f","input":{}}""")]
    [InlineData("""{"toolResult":{"toolUseId":"t","content":[{"text":"a"},{"image":{"format":"png","source":{"bytes":"aGk="}}}],"status":"error"}}""", """{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}],"is_error":true}""")]
    [InlineData("""{"toolResult":{"toolUseId":"t","content":[{"searchResult":{"source":"s","title":"t","content":[{"text":"x"}],"citations":{"enabled":true}}}],"status":"success"}}""", """{"type":"tool_result","tool_use_id":"t","content":[{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}],"citations":{"enabled":true}}]}""")]
    [InlineData("""{"reasoningContent":{"reasoningText":{"text":"hm","signature":"EqQB"}}}""", """{"type":"thinking","thinking":"hm","signature":"EqQB"}""")]
    [InlineData("""{"reasoningContent":{"redactedContent":"b3Bh"}}""", """{"type":"redacted_thinking","data":"b3Bh"}""")]
    [InlineData("""{"searchResult":{"source":"s","title":"t","content":[{"text":"x"}]}}""", """{"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"x"}]}""")]
    [InlineData("""{"citationsContent":{"content":[{"text":"a"},{"text":"b"}],"citations":[]}}""", """{"type":"text","text":"ab"}""")]
    public void A_block_arrives_whole(string block, string expected)
    {
        var (body, _, losses) = Cross($$"""{"messages":[{"role":"assistant","content":[{{block}}]}]}""");

        Crossed.AssertSame($$"""{"model":"claude-opus-5","max_tokens":8192,"messages":[{"role":"assistant","content":[{{expected}}]}]}""", body);
        Assert.Empty(losses);
    }

    [Fact]
    public void Tool_inputs_and_schemas_are_copied_byte_for_byte()
    {
        const string Json = """{ "n": 1.0e+02, "big": 12345678901234567890123, "s": "\u0041\/", "deep": [[ {} ]] }""";
        var (body, _, _) = Cross($$$$"""{"messages":[{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{{{{Json}}}}}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{{{{Json}}}}}}}]}}""");

        Assert.Equal(3, body.Split(Json).Length);
    }

    [Fact]
    public void Citations_of_an_assistant_keep_their_places()
    {
        const string Location = """{"location":{"documentPage":{"documentIndex":1,"start":2,"end":3}},"title":"d","sourceContent":[{"text":"c"}]}""";
        var message = $$$$$$"""{"role":"assistant","content":[{"citationsContent":{"content":[{"text":"x"}],"citations":[{{{{{{Location}}}}}},{"location":{"web":{"url":"u"}}}]}}]}""";
        var (body, _, losses) = Cross($$"""{"messages":[{{message}}]}""");

        Crossed.AssertSame(
            """{"type":"text","text":"x","citations":[{"type":"page_location","cited_text":"c","document_index":1,"document_title":"d","start_page_number":2,"end_page_number":3}]}""",
            Crossed.Parse(body).GetProperty("messages")[0].GetProperty("content")[0].GetRawText());
        Assert.Equal(["-citations@messages.0"], losses);
    }

    [Theory]
    [InlineData("""{"guardContent":{"text":{"text":"g","qualifiers":["query"]}}}""", """{"type":"text","text":"g"}""", "guardContent@messages.0")]
    [InlineData("""{"guardContent":{"image":{"format":"png","source":{"bytes":"aGk="}}}}""", """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}""", "guardContent@messages.0")]
    [InlineData("""{"document":{"name":"n","format":"csv","source":{"bytes":"YSxi"}}}""", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,b"},"title":"n"}""", "document.format@messages.0.content.0")]
    [InlineData("""{"toolResult":{"toolUseId":"t","content":[{"json":{"a": "\""}}]}}""", """{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"{\"a\": \"\\\"\"}"}]}""", "toolResult.json@messages.0")]
    [InlineData("""{"citationsContent":{"content":[{"text":"a"}],"citations":[{"location":{"documentChar":{"documentIndex":0,"start":0,"end":1}}}]}}""", """{"type":"text","text":"a"}""", "-citations@messages.0")]
    public void A_block_that_changes_is_recorded(string block, string expected, string loss)
    {
        var (body, _, losses) = Cross($$"""{"messages":[{"role":"user","content":[{{block}}]}]}""");

        Crossed.AssertSame($$"""[{"role":"user","content":[{{expected}}]}]""", Crossed.Parse(body).GetProperty("messages").GetRawText());
        Assert.Equal([loss], losses);
    }

    [Theory]
    [InlineData("""{"video":{"format":"mp4","source":{"bytes":"aGk="}}}""", "messages.0.content.0")]
    [InlineData("""{"audio":{"format":"mp3","source":{"bytes":"aGk="}}}""", "messages.0.content.0")]
    [InlineData("""{"toolAddition":{"tool":{"name":"x"}}}""", "messages.0.content.0")]
    [InlineData("""{"somethingNew":{}}""", "messages.0.content.0")]
    [InlineData("""{"image":{"format":"png","source":{"s3Location":{"uri":"s3://b/k"}}}}""", "messages.0.content.0.image.source")]
    [InlineData("""{"image":{"format":"tiff","source":{"bytes":"aGk="}}}""", "messages.0.content.0.image.format")]
    [InlineData("""{"document":{"name":"n","format":"pdf","source":{"s3Location":{"uri":"s3://b/k"}}}}""", "messages.0.content.0.document.source")]
    [InlineData("""{"document":{"name":"n","format":"docx","source":{"bytes":"aGk="}}}""", "messages.0.content.0.document.format")]
    [InlineData("""{"document":{"name":"n","format":"txt","source":{"bytes":"//79"}}}""", "messages.0.content.0.document.format")]
    [InlineData("""{"toolUse":{"toolUseId":"t","name":"f","input":{},"type":"server_tool_use"}}""", "messages.0.content.0.toolUse.type")]
    [InlineData("""{"toolResult":{"toolUseId":"t","content":[{"video":{}}]}}""", "messages.0.content.0.toolResult.content.0")]
    [InlineData("""{"text":""}""", "messages")]
    public void What_cannot_be_said_is_refused_with_its_place(string block, string path) =>
        Assert.Equal(path, Crossed.Refusal(Dialect.Converse, Dialect.Anthropic, $$"""{"messages":[{"role":"user","content":[{{block}}]}]}""").Path);

    [Theory]
    [InlineData("\"guardrailConfig\":{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\"}", "guardrailConfig")]
    [InlineData("\"promptVariables\":{\"a\":{\"text\":\"b\"}}", "promptVariables")]
    [InlineData("\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"x\"}}]}", "toolConfig.tools.0")]
    [InlineData("\"system\":[{\"image\":{}}]", "system.0")]
    [InlineData("\"outputConfig\":{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":{\"schema\":\"{\"}}}}", "outputConfig.textFormat.structure.jsonSchema.schema")]
    [InlineData("\"outputConfig\":{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":{\"schema\":\"[]\"}}}}", "outputConfig.textFormat.structure.jsonSchema.schema")]
    public void A_member_that_must_not_be_dropped_is_refused(string member, string path) =>
        Assert.Equal(path, Crossed.Refusal(Dialect.Converse, Dialect.Anthropic, $$"""{"messages":[{"role":"user","content":[{"text":"x"}]}],{{member}}}""").Path);

    [Theory]
    [InlineData("\"requestMetadata\":{\"a\":\"b\"}", "-requestMetadata")]
    [InlineData("\"performanceConfig\":{\"latency\":\"optimized\"}", "-performanceConfig")]
    [InlineData("\"serviceTier\":{\"type\":\"flex\"}", "-serviceTier")]
    [InlineData("\"serviceTier\":{\"type\":\"default\"}", null)]
    [InlineData("\"additionalModelResponseFieldPaths\":[\"/x\"]", "-additionalModelResponseFieldPaths")]
    [InlineData("\"additionalModelResponseFieldPaths\":[\"/stop_sequence\"]", null)]
    [InlineData("\"somethingNew\":1", "-somethingNew")]
    [InlineData("\"requestMetadata\":null", null)]
    [InlineData("\"additionalModelRequestFields\":{\"model\":\"x\"}", "-additionalModelRequestFields.model")]
    [InlineData("\"additionalModelRequestFields\":{\"anthropic_beta\":[\"x\"]}", null)]
    public void A_member_without_a_twin_is_recorded(string member, string? loss)
    {
        var (body, _, losses) = Cross($$"""{"messages":[{"role":"user","content":[{"text":"x"}]}],{{member}}}""");

        Crossed.AssertSame("""{"model":"claude-opus-5","max_tokens":8192,"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""", body);
        Assert.Equal(loss is null ? [] : [loss], losses);
    }

    [Fact]
    public void Options_find_their_names()
    {
        var (body, outline, losses) = Crossed.Request(Dialect.Converse, Dialect.Anthropic, """
            {"messages":[{"role":"user","content":[{"text":"x"}]}],
             "inferenceConfig":{"maxTokens":77,"temperature":0.50,"topP":0.9,"stopSequences":["a","b"]},
             "outputConfig":{"effort":"high","textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\": \"object\"}","name":"n","description":"d"}}}},
             "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024},"top_k":5,"max_tokens":1,"temperature":1,"output_config":{"effort":"low","task_budget":1}}}
            """, stream: true);

        Crossed.AssertSame("""
            {"model":"claude-opus-5","max_tokens":77,"stream":true,"temperature":0.50,"top_p":0.9,"stop_sequences":["a","b"],
             "messages":[{"role":"user","content":[{"type":"text","text":"x"}]}],
             "output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object"}},"task_budget":1},
             "thinking":{"type":"enabled","budget_tokens":1024},"top_k":5}
            """, body);
        Assert.True(outline is { Stream: true, MaxTokens: 77, AsksForThinking: true, Model: "claude-opus-5" } && outline.SchemaFingerprint != 0);
        Assert.Equal(
            ["-additionalModelRequestFields.max_tokens", "-additionalModelRequestFields.output_config.effort", "-additionalModelRequestFields.temperature", "-jsonSchema.description", "-jsonSchema.name"],
            losses.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"auto":{}}""", """{"type":"auto"}""")]
    [InlineData("""{"any":{}}""", """{"type":"any"}""")]
    [InlineData("""{"tool":{"name":"f"}}""", """{"type":"tool","name":"f"}""")]
    public void Tools_and_the_choice_among_them(string choice, string expected)
    {
        var (body, outline, losses) = Cross($$$$$$"""{"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object"}},"strict":true}},{"cachePoint":{"type":"default","ttl":"1h"}},{"toolSpec":{"name":"g","inputSchema":{"json":{}}}}],"toolChoice":{{{{{{choice}}}}}}}}""");

        Crossed.AssertSame("""[{"name":"f","description":"d","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral","ttl":"1h"}},{"name":"g","input_schema":{}}]""", Crossed.Parse(body).GetProperty("tools").GetRawText());
        Crossed.AssertSame(expected, Crossed.Parse(body).GetProperty("tool_choice").GetRawText());
        Assert.Equal((2, 1), (outline.ToolCount, outline.CacheMarkerCount));
        Assert.Empty(losses);
    }

    [Fact]
    public void What_only_the_model_fields_can_say_of_tools_wins()
    {
        var (body, _, losses) = Cross("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}],"toolChoice":{"auto":{}}},"additionalModelRequestFields":{"tool_choice":{"type":"none"},"tools":[{"type":"bash_20250124","name":"bash"}]}}""");

        Crossed.AssertSame("""[{"name":"f","input_schema":{}},{"type":"bash_20250124","name":"bash"}]""", Crossed.Parse(body).GetProperty("tools").GetRawText());
        Crossed.AssertSame("""{"type":"none"}""", Crossed.Parse(body).GetProperty("tool_choice").GetRawText());
        Assert.Empty(losses);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_carried_and_never_throws()
    {
        var (body, _, _) = Cross("""{"messages":[{"role":"user","content":[{"text":"\ud83d"},{"toolResult":{"toolUseId":"\ud83d","content":[{"json":"\ud83d"}]}}]}],"additionalModelRequestFields":{"\ud83d":"\ud83d"}}""");

        Assert.Contains("""{"type":"text","text":"\ud83d"}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Turns_of_one_role_become_one_and_empty_text_falls_away()
    {
        var (body, outline, losses) = Cross("""
            {"system":[{"text":""},{"guardContent":{"text":{"text":"s"}}}],"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"user","content":[{"text":""},{"text":"b"}]},
             {"role":"assistant","content":[{"text":""}]},{"role":"user","content":[{"text":"c"}]},
             {"role":"system","content":[{"text":"note"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"unsigned"}}},{"text":"d"},{"text":" \n"}]}]}
            """);

        Crossed.AssertSame("""
            [{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}]},
             {"role":"system","content":[{"type":"text","text":"note"}]},{"role":"assistant","content":[{"type":"text","text":"d"}]}]
            """, Crossed.Parse(body).GetProperty("messages").GetRawText());
        Assert.Equal(3, outline.MessageCount);
        Assert.Equal(["guardContent@system", "-text@messages.1", "-text@messages.2", "-reasoningContent@messages.5", "-text@messages.5"], losses);
    }

    private static (string Body, RequestOutline Outline, string[] Losses) Cross(string body) => Crossed.Request(Dialect.Converse, Dialect.Anthropic, body);
}
