using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>What the services refuse is refused, with their status, their error shape and a message that names the fault.</summary>
public sealed class EmulatedValidationTests
{
    /// <summary>Edits of a valid Messages request, each breaking one rule, and what the refusal must say.</summary>
    public static readonly TheoryData<string, string> Broken = new()
    {
        { """{"max_tokens":null}""", "max_tokens: Field required" },
        { """{"max_tokens":"many"}""", "max_tokens: Input should be a valid integer" },
        { """{"max_tokens":-1}""", "max_tokens" },
        { """{"max_tokens":900000}""", "maximum allowed number of output tokens" },
        { """{"model":null}""", "model: Field required" },
        { """{"messages":null}""", "messages: Field required" },
        { """{"messages":[]}""", "at least one message" },
        { """{"messages":[{"role":"assistant","content":"x"}]}""", "first message must use" },
        { """{"messages":[{"role":"robot","content":"x"}]}""", "messages.0.role" },
        { """{"messages":[{"role":"user","content":""}]}""", "non-empty" },
        { """{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", "must be non-empty" },
        { """{"messages":[{"role":"user"}]}""", "messages.0.content: Field required" },
        { """{"tool_choice":{"type":"any"}}""", "while providing tools" },
        { """{"tools":[{"name":"a","input_schema":{}}],"tool_choice":{"type":"tool","name":"b"}}""", "'b' not found" },
        { """{"tools":[{"name":"a"}]}""", "input_schema: Field required" },
        { """{"thinking":{"type":"enabled"}}""", "budget_tokens: Field required" },
        { """{"thinking":{"type":"enabled","budget_tokens":1000}}""", "greater than or equal to 1024" },
        { """{"max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":2000}}""", "must be greater than `thinking.budget_tokens`" },
        { """{"thinking":{"type":"adaptive"}}""", "adaptive thinking is not supported" },
        { """{"model":"claude-opus-4-7","thinking":{"type":"enabled","budget_tokens":1024}}""", "not supported for this model" },
        { """{"model":"claude-opus-5-5","thinking":{"type":"disabled"}}""", "'disabled' is not supported" },
        { """{"model":"claude-sonnet-5-5","thinking":{"type":"disabled"}}""", "use 'between_tools'" },
        { """{"model":"claude-opus-5-5","tools":[{"name":"a","input_schema":{}}],"tool_choice":{"type":"any"}}""", "forc" },
        { """{"model":"claude-sonnet-4-6","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"{"}]}""", "prefill" },
        { """{"temperature":2}""", "temperature" },
        { """{"model":"claude-opus-4-7","temperature":0.5}""", "temperature 1" },
        { """{"model":"claude-opus-4-7","top_k":5}""", "no top_k" },
        { """{"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"9h"}}]}""", "'5m' or '1h'" },
        { """{"system":[{"type":"text","text":"a","cache_control":{"type":"forever"}}]}""", "'ephemeral'" },
        {
            """
            {"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},
              {"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}]}
            """,
            "must not come after"
        },
        { """{"output_config":{"format":{"type":"json_schema"}}}""", "schema: Field required" },
        {
            """
            {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]},
              {"role":"user","content":"and?"}]}
            """,
            "without `tool_result` blocks immediately after: t1"
        },
        {
            """{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t9","content":"x"}]}]}""",
            "unexpected `tool_use_id` found in `tool_result` blocks: t9"
        },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_message_request_is_refused_with_400_and_the_fault_named(string edit, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync("/v1/messages", Edited(EmulatorClient.Ask(), edit));
        var error = await EmulatorClient.JsonAsync(response);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(expected, error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(Assert.Single(response.Headers.GetValues("request-id")), error.GetProperty("request_id").GetString());
        var row = Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal((BillOutcome.Refused, 400, 0L), (row.Outcome, row.Status, row.Usage.Total));
    }

    [Theory]
    [InlineData("{\"model\": ")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"model\":\"claude-haiku-4-5\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused_on_every_dialect(string body)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var direct = await emulator.SendTextAsync("/v1/messages", body);
        using var converse = await emulator.SendTextAsync(EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"), body);

        Assert.Equal(400, (int)direct.StatusCode);
        Assert.Equal("invalid_request_error",
            (await EmulatorClient.JsonAsync(direct)).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(400, (int)converse.StatusCode);
        Assert.Equal("ValidationException", Assert.Single(converse.Headers.GetValues("x-amzn-errortype")));
        Assert.NotEqual("", (await EmulatorClient.JsonAsync(converse)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task Five_cache_markers_are_one_too_many_wherever_they_stand()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.Ask();
        var marker = """{"type":"ephemeral"}""";
        ask["tools"] = JsonNode.Parse($$"""[{"name":"a","input_schema":{},"cache_control":{{marker}}}]""");
        ask["system"] = JsonNode.Parse(
            $$"""
            [{"type":"text","text":"a","cache_control":{{marker}} },
             {"type":"text","text":"b","cache_control":{{marker}} }]
            """);
        ask["messages"] = JsonNode.Parse($$"""[{"role":"user","content":[{"type":"text","text":"c","cache_control":{{marker}}}]}]""");
        using var four = await emulator.SendAsync("/v1/messages", ask);
        ask["messages"]![0]!["content"]!.AsArray().Add(JsonNode.Parse($$"""{"type":"text","text":"d","cache_control":{{marker}}}"""));

        using var five = await emulator.SendAsync("/v1/messages", ask);

        Assert.Equal(200, (int)four.StatusCode);
        Assert.Equal(400, (int)five.StatusCode);
        Assert.Contains("maximum of 4", await five.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_404_on_the_Anthropic_API_and_400_on_Bedrock()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var direct = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(model: "claude-nobody"));
        using var bedrock = await emulator.SendAsync(EmulatorClient.PathOf("anthropic.claude-haiku", "converse"),
            EmulatorClient.AskConverse());

        Assert.Equal(404, (int)direct.StatusCode);
        var error = (await EmulatorClient.JsonAsync(direct)).GetProperty("error");
        Assert.Equal("not_found_error", error.GetProperty("type").GetString());
        Assert.Equal("model: claude-nobody", error.GetProperty("message").GetString());
        Assert.Equal(400, (int)bedrock.StatusCode);
        Assert.Equal("ValidationException", Assert.Single(bedrock.Headers.GetValues("x-amzn-errortype")));
        Assert.Equal("The provided model identifier is invalid.",
            (await EmulatorClient.JsonAsync(bedrock)).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "must start with a user message")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"user","content":[{"text":"b"}]}]}""", "must alternate")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":""}]}]}""", "is blank")]
    [InlineData("""{"messages":[{"role":"user","content":"plain"}]}""", "valid list")]
    [InlineData("""{"inferenceConfig":{"maxTokens":0}}""", "greater than or equal to 1")]
    [InlineData(
        """
        {"messages":[{"role":"user","content":[{"text":"a"}]},
          {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":{}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"x"}]}}]}]}
        """,
        "toolConfig field must be defined")]
    [InlineData("""{"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[]}}]}]}""", "exceeds the number")]
    [InlineData("""{"toolConfig":{"tools":[]}}""", "length greater than or equal to 1")]
    [InlineData("""{"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{"}}}}}""", "not valid JSON")]
    [InlineData("""{"system":[{"text":"a"},{"cachePoint":{"type":"odd"}}]}""", "cachePoint.type")]
    public async Task A_broken_Converse_request_is_a_ValidationException(string edit, string expected)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse-stream"), Edited(EmulatorClient.AskConverse(), edit));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("ValidationException", Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
        Assert.Contains(expected, (await EmulatorClient.JsonAsync(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "global.anthropic.claude-haiku-4-5-20251001-v1:0", 400)]
    [InlineData("2026-10-21", "global.anthropic.claude-haiku-4-5-20251001-v1:0", 400)]
    [InlineData("2026-10-21", "us.anthropic.claude-opus-4-8", 200)]
    [InlineData("bedrock-2023-05-31", "us.anthropic.claude-opus-4-8", 200)]
    public async Task InvokeModel_takes_the_version_the_model_knows(string? version, string model, int status)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.AskInvoke();
        ask["anthropic_version"] = version;

        using var response = await emulator.SendAsync(EmulatorClient.PathOf(model, "invoke"), ask);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_newest_version_refuses_sampling_fields_even_at_their_defaults()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.Ask();
        ask["temperature"] = 1.0;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(ask.ToJsonString()) };
        request.Headers.Add("anthropic-version", "2026-10-21");

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_32_MB_is_413_in_the_callers_dialect()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages");
        request.Content = new ByteArrayContent(new byte[33 * 1024 * 1024]);
        request.Headers.ExpectContinue = true;

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("request_too_large", (await EmulatorClient.JsonAsync(response)).GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Credentials_are_demanded_only_when_asked_for()
    {
        await using var strict = await EmulatorClient.StartAsync(new EmulatorOptions { RequireCredentials = true });

        using var direct = await strict.Http.PostAsync("/v1/messages", new StringContent("{}"), TestContext.Current.CancellationToken);
        using var bedrock = await strict.Http.PostAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"), new StringContent("{}"),
                TestContext.Current.CancellationToken);
        using var with = await strict.SendAsync("/v1/messages", EmulatorClient.Ask());

        Assert.Equal((401, 403, 200), ((int)direct.StatusCode, (int)bedrock.StatusCode, (int)with.StatusCode));
        Assert.Equal("MissingAuthenticationTokenException", Assert.Single(bedrock.Headers.GetValues("x-amzn-errortype")));
    }

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/model/x", 404)]
    [InlineData("/model/x/sing", 404)]
    [InlineData("/v1/models", 405)]
    public async Task A_path_that_does_not_exist_or_takes_another_method_says_so(string path, int status)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync(path, new JsonObject());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("x-clearbar-emulated")));
    }

    /// <summary>Merges an edit into a request; null removes a member.</summary>
    private static JsonObject Edited(JsonObject request, string edit)
    {
        foreach (var (name, value) in JsonNode.Parse(edit)!.AsObject())
        {
            if (value is null)
            {
                request.Remove(name);
            }
            else
            {
                request[name] = value.DeepClone();
            }
        }

        return request;
    }
}
