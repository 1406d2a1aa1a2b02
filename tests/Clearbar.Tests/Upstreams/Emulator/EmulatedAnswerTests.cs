using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using NJsonSchema;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Answers obey what the request asks for: schema, tools, stop sequences, limits, and the answer sheet.</summary>
public sealed class EmulatedAnswerTests
{
    private const string IntentSchema = """
        {"type":"object","additionalProperties":false,"required":["intent","confidence","tags","customer"],
         "properties":{"intent":{"type":"string","enum":["card_lost","refund","other"]},
           "confidence":{"type":"number","minimum":0,"maximum":1},
           "count":{"type":"integer","exclusiveMinimum":3,"maximum":5},
           "tags":{"type":"array","items":{"$ref":"#/$defs/tag"},"minItems":1,"maxItems":3},
           "customer":{"type":"object","required":["id","vip"],
             "properties":{"id":{"const":7},"vip":{"type":["boolean","null"]},"mail":{"type":"string","format":"email"}}}},
         "$defs":{"tag":{"type":"string","minLength":3,"maxLength":8}}}
        """;

    [Fact]
    public async Task A_structured_answer_obeys_its_schema_whatever_the_seed()
    {
        var schema = await JsonSchema.FromJsonAsync(IntentSchema, TestContext.Current.CancellationToken);
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 15; seed++)
        {
            await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { Seed = seed });
            var text = (await emulator.MessageAsync(WithSchema(IntentSchema))).GetProperty("content")[0].GetProperty("text").GetString()!;
            Assert.Empty(schema.Validate(text));
            seen.Add(text);
        }

        Assert.True(seen.Count > 10, "answers should differ between seeds");
    }

    [Fact]
    public async Task Converse_takes_the_schema_as_a_string_and_gives_the_same_answer_every_time()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.AskConverse();
        ask["outputConfig"] = new JsonObject
        {
            ["textFormat"] = new JsonObject
            {
                ["type"] = "json_schema",
                ["structure"] = new JsonObject { ["jsonSchema"] = new JsonObject { ["schema"] = IntentSchema, ["name"] = "intent" } },
            },
        };

        var first = TextOfConverse(await emulator.ConverseAsync(ask));
        var second = TextOfConverse(await emulator.ConverseAsync(ask));

        Assert.Empty((await JsonSchema.FromJsonAsync(IntentSchema, TestContext.Current.CancellationToken)).Validate(first));
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("""{"anyOf":[{"type":"integer","minimum":5,"maximum":5},{"const":"five"}]}""")]
    [InlineData("""{"type":"number","multipleOf":0.25,"minimum":1,"maximum":2}""")]
    [InlineData("""{"type":"integer","multipleOf":7,"minimum":20,"maximum":30}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.01}""")]
    [InlineData("""{"type":"array","minItems":2,"maxItems":2,"items":{"type":"array","items":{"type":"integer"},"minItems":2}}""")]
    [InlineData("""{"allOf":[{"required":["a"],"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"null"}}}]}""")]
    [InlineData("""{"type":"object","required":["next"],"properties":{"next":{"anyOf":[{"type":"null"},{"$ref":"#"}]}}}""")]
    [InlineData("""{"type":"string","format":"date-time"}""")]
    [InlineData("""{"type":"string","minLength":40,"maxLength":41}""")]
    public async Task Each_part_of_a_schema_is_obeyed(string schema)
    {
        var checker = await JsonSchema.FromJsonAsync(schema, TestContext.Current.CancellationToken);
        await using var emulator = await EmulatorClient.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            var ask = WithSchema(schema);
            ask["messages"]![0]!["content"] = $"question {i}";
            Assert.Empty(checker.Validate(TextOf(await emulator.MessageAsync(ask))));
        }
    }

    [Theory]
    [InlineData("""{"type":"object","required":["next"],"properties":{"next":{"$ref":"#"}}}""", "Recursive")]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "not supported")]
    [InlineData("""{"$ref":"#/$defs/nobody"}""", "not in the schema")]
    public async Task A_schema_that_cannot_be_answered_is_refused(string schema, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync("/v1/messages", WithSchema(schema));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(BillOutcome.Refused, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Theory]
    [InlineData("""{"type":"any"}""")]
    [InlineData("""{"type":"tool","name":"classify"}""")]
    public async Task A_forced_tool_is_called_with_input_that_obeys_its_schema(string choice)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = WithTools(choice);

        var message = await emulator.MessageAsync(ask);
        ask["stream"] = true;
        using var response = await emulator.SendAsync("/v1/messages", ask);
        var events = WireReading.Sse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var call = message.GetProperty("content")[0];
        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Assert.Equal(("tool_use", "classify"), (call.GetProperty("type").GetString(), call.GetProperty("name").GetString()));
        Assert.StartsWith("toolu_", call.GetProperty("id").GetString(), StringComparison.Ordinal);
        var schema = await JsonSchema.FromJsonAsync(IntentSchema, TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(call.GetProperty("input").GetRawText()));
        var start = events.Find(item => item.Name == "content_block_start").Json.GetProperty("content_block");
        Assert.Equal("{}", start.GetProperty("input").GetRawText());
        var joined = string.Concat(events.FindAll(item => item.Name == "content_block_delta")
            .ConvertAll(item => item.Json.GetProperty("delta").GetProperty("partial_json").GetString()));
        Assert.Equal(JsonElement.Parse(joined).GetRawText(), call.GetProperty("input").GetRawText());
    }

    [Fact]
    public async Task Converse_streams_a_tool_call_with_a_start_event()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.AskConverse();
        ask["toolConfig"] = new JsonObject
        {
            ["tools"] = new JsonArray(new JsonObject
            {
                ["toolSpec"] = new JsonObject
                {
                    ["name"] = "classify",
                    ["inputSchema"] = new JsonObject { ["json"] = JsonNode.Parse(IntentSchema) },
                },
            }),
            ["toolChoice"] = new JsonObject { ["any"] = new JsonObject() },
        };

        using var response = await emulator.SendAsync(EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse-stream"), ask);
        var events = WireReading.Frames(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal("contentBlockStart", events[1].Name);
        Assert.Equal("classify", events[1].Json.GetProperty("start").GetProperty("toolUse").GetProperty("name").GetString());
        Assert.Equal("tool_use", events.Find(item => item.Name == "messageStop").Json.GetProperty("stopReason").GetString());
        var joined = string.Concat(events.FindAll(item => item.Name == "contentBlockDelta")
            .ConvertAll(item => item.Json.GetProperty("delta").GetProperty("toolUse").GetProperty("input").GetString()));
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(joined).ValueKind);
    }

    [Fact]
    public async Task A_free_choice_sometimes_calls_a_tool_and_never_after_a_tools_result()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var reasons = new List<string?>();
        for (var i = 0; i < 30; i++)
        {
            var ask = WithTools("""{"type":"auto"}""");
            ask["messages"]![0]!["content"] = $"question {i}";
            reasons.Add((await emulator.MessageAsync(ask)).GetProperty("stop_reason").GetString());
            ask["messages"] = JsonNode.Parse($$"""
                [{"role":"user","content":"question {{i}}"},
                 {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"classify","input":{} }]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"done"}]}]
                """);
            Assert.Equal("end_turn", (await emulator.MessageAsync(ask)).GetProperty("stop_reason").GetString());
        }

        Assert.Contains("tool_use", reasons);
        Assert.Contains("end_turn", reasons);
    }

    [Fact]
    public async Task Max_tokens_cuts_the_answer_and_says_so()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { DefaultAnswerTokens = 500 });

        var cut = await emulator.MessageAsync(EmulatorClient.Ask(maxTokens: 37));
        var whole = await emulator.MessageAsync(EmulatorClient.Ask(maxTokens: 4000));

        Assert.Equal("max_tokens", cut.GetProperty("stop_reason").GetString());
        Assert.Equal(37, cut.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.InRange(whole.GetProperty("usage").GetProperty("output_tokens").GetInt32(), 500, 700);
        Assert.StartsWith(
            cut.GetProperty("content")[0].GetProperty("text").GetString()!,
                whole.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Max_tokens_of_zero_only_warms_the_cache()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.Ask(string.Join(' ', Enumerable.Repeat("amber", 1500)), EmulatorClient.Sonnet, 0);
        ask["cache_control"] = new JsonObject { ["type"] = "ephemeral" };

        var warmed = await emulator.MessageAsync(ask);
        ask["max_tokens"] = 100;
        var read = await emulator.MessageAsync(ask);

        Assert.Equal(0, warmed.GetProperty("content").GetArrayLength());
        Assert.Equal(0, warmed.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.True(read.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task A_stop_sequence_ends_the_text_before_it_and_is_named()
    {
        var sheet = AnswerSheet.FromEntries([Entry("count", ("haiku", "one two three four"))]);
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { AnswerSheet = sheet });
        var ask = EmulatorClient.Ask("count");
        ask["stop_sequences"] = new JsonArray("four", " three");
        var converse = EmulatorClient.AskConverse("count");
        converse["inferenceConfig"]!["stopSequences"] = new JsonArray("two");
        converse["additionalModelResponseFieldPaths"] = new JsonArray("/stop_sequence");

        var message = await emulator.MessageAsync(ask);
        var answer = await emulator.ConverseAsync(converse);

        Assert.Equal("one two", message.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(("stop_sequence", " three"),
            (message.GetProperty("stop_reason").GetString(), message.GetProperty("stop_sequence").GetString()));
        Assert.Equal("one ", TextOfConverse(answer));
        Assert.Equal("two", answer.GetProperty("additionalModelResponseFields").GetProperty("stop_sequence").GetString());
    }

    [Fact]
    public async Task The_sheet_answers_by_tier_and_thinking_and_verbatim()
    {
        const string Input = "Meine \"Karte\"\nist weg \U0001F4B3";
        var sheet = AnswerSheet.FromEntries(
        [
            Entry(Input, ("haiku", "{\"intent\":\"other\"}"), ("sonnet", "card\tlost é"), ("sonnet+thinking", "thought"),
                ("opus", "opus says")),
        ]);
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { AnswerSheet = sheet });
        var thinking = EmulatorClient.Ask(Input, EmulatorClient.Sonnet, 4000);
        thinking["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 1024 };
        var parts = EmulatorClient.Ask("x", EmulatorClient.Sonnet);
        parts["messages"]![0]!["content"] = JsonNode.Parse(
            """[{"type":"text","text":"Meine \"Karte\""},{"type":"text","text":"ist weg \ud83d\udcb3"}]""");

        Assert.Equal("{\"intent\":\"other\"}", TextOf(await emulator.MessageAsync(EmulatorClient.Ask(Input))));
        Assert.Equal("card\tlost é", TextOf(await emulator.MessageAsync(EmulatorClient.Ask(Input, EmulatorClient.Sonnet))));
        Assert.Equal("card\tlost é", TextOf(await emulator.MessageAsync(parts)));
        Assert.Equal("thought", TextOf(await emulator.MessageAsync(thinking)));
        Assert.Equal("opus says", TextOf(await emulator.MessageAsync(EmulatorClient.Ask(Input, "claude-opus-4-8"))));
        Assert.Equal("{\"intent\":\"other\"}", TextOfConverse(await emulator.ConverseAsync(EmulatorClient.AskConverse(Input))));
        Assert.Contains("emulated", TextOf(await emulator.MessageAsync(EmulatorClient.Ask(Input + " "))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sheets_JSON_answer_becomes_the_input_of_a_forced_tool()
    {
        var sheet = AnswerSheet.FromEntries([Entry("where is it", ("haiku", "{\"intent\":\"refund\"}"))]);
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { AnswerSheet = sheet });
        var ask = WithTools("""{"type":"any"}""");
        ask["messages"]![0]!["content"] = "where is it";

        var message = await emulator.MessageAsync(ask);

        Assert.Equal("refund", message.GetProperty("content")[0].GetProperty("input").GetProperty("intent").GetString());
    }

    [Fact]
    public void A_sheet_file_is_read_line_by_line_and_a_wrong_line_is_named()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{\"input\":\"a\",\"answers\":{\"haiku\":\"x\"}}\n\n{\"input\":\"b\",\"answers\":{\"opus\":\"y\"}}\n");
            Assert.Equal(2, AnswerSheet.Load(path).Count);
            File.WriteAllText(path, "{\"input\":\"a\",\"answers\":{\"haiku\":\"x\"}}\n{\"input\":\"b\"}\n");
            Assert.Contains("line 2", Assert.Throws<FormatException>(() => AnswerSheet.Load(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "{\"input\":\"a\",\"answers\":{\"haikuu\":\"x\"}}\n");
            Assert.Contains("'haikuu'", Assert.Throws<FormatException>(() => AnswerSheet.Load(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static AnswerSheetEntry Entry(string input, params (string Column, string Text)[] answers) =>
        new(input, answers.ToDictionary(answer => answer.Column, answer => answer.Text));

    private static JsonObject WithSchema(string schema)
    {
        var ask = EmulatorClient.Ask(maxTokens: 4000);
        ask["output_config"] = new JsonObject
        {
            ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = JsonNode.Parse(schema) },
        };
        return ask;
    }

    private static JsonObject WithTools(string choice)
    {
        var ask = EmulatorClient.Ask(maxTokens: 1000);
        ask["tools"] = new JsonArray(new JsonObject { ["name"] = "classify", ["input_schema"] = JsonNode.Parse(IntentSchema) });
        ask["tool_choice"] = JsonNode.Parse(choice);
        return ask;
    }

    private static string TextOf(JsonElement message)
    {
        foreach (var block in message.GetProperty("content").EnumerateArray())
        {
            if (block.TryGetProperty("text", out var text))
            {
                return text.GetString()!;
            }
        }

        throw new InvalidDataException("The message has no text: " + message.GetRawText());
    }

    private static string TextOfConverse(JsonElement answer) =>
        answer.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!;
}
