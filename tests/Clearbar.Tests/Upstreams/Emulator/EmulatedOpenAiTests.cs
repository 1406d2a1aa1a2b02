using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Chat Completions as OpenAI's clients know it: objects, streams, tools, formats, errors and the list of models.</summary>
public sealed class EmulatedOpenAiTests
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task A_completion_has_the_shape_of_OpenAI_and_agrees_with_the_bill()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync(Path, Ask());
        var answer = await EmulatorClient.JsonAsync(response);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(response.Headers.GetValues("x-request-id"));
        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.Equal(EmulatorClient.Haiku, answer.GetProperty("model").GetString());
        var choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Contains("emulated", choice.GetProperty("message").GetProperty("content").GetString(), StringComparison.Ordinal);
        var row = Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal(("openai", "openai-compatible", BillOutcome.Completed), (row.Dialect, row.Surface, row.Outcome));
        var usage = answer.GetProperty("usage");
        Assert.Equal(row.Usage.Prompt, usage.GetProperty("prompt_tokens").GetInt64());
        Assert.Equal(row.Usage.Output, usage.GetProperty("completion_tokens").GetInt64());
        Assert.Equal(row.Usage.Total, usage.GetProperty("total_tokens").GetInt64());
        Assert.True(row.Usage.Prompt > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_adds_up_to_the_whole_answer_and_tells_its_usage_only_when_asked(bool includeUsage)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        using var whole = await emulator.SendAsync(Path, Ask());
        var expected = await EmulatorClient.JsonAsync(whole);
        var ask = Ask();
        ask["stream"] = true;
        ask["stream_options"] = includeUsage ? new JsonObject { ["include_usage"] = true } : null;

        var chunks = await ChunksAsync(emulator, ask);

        var content = chunks.Where(HasChoice).Select(chunk => Choice(chunk).GetProperty("delta")).ToList();
        Assert.Equal("assistant", content[0].GetProperty("role").GetString());
        Assert.Equal(
            expected.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(),
            string.Concat(content.Select(delta => delta.TryGetProperty("content", out var text) ? text.GetString() : "")));
        Assert.Equal("stop", Choice(chunks.Last(HasChoice)).GetProperty("finish_reason").GetString());
        Assert.All(chunks.Where(HasChoice).SkipLast(1), chunk =>
            Assert.Equal(JsonValueKind.Null, Choice(chunk).GetProperty("finish_reason").ValueKind));
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));
        Assert.Equal(includeUsage, !HasChoice(chunks[^1]));
        Assert.All(chunks.Where(HasChoice), chunk => Assert.Equal(includeUsage, chunk.TryGetProperty("usage", out _)));
        if (includeUsage)
        {
            Assert.Equal(expected.GetProperty("usage").ToString(), chunks[^1].GetProperty("usage").ToString());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_required_tool_is_called_with_arguments_that_obey_its_schema(bool stream)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = Ask();
        ask["tools"] = Tools(new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["city"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("Bern") } },
            ["required"] = new JsonArray("city"),
        });
        ask["tool_choice"] = "required";
        ask["stream"] = stream;

        string? name, id, arguments, finish;
        if (stream)
        {
            var chunks = await ChunksAsync(emulator, ask);
            var calls = chunks.Where(chunk => Choice(chunk).GetProperty("delta").TryGetProperty("tool_calls", out _))
                .Select(chunk => Choice(chunk).GetProperty("delta").GetProperty("tool_calls")[0]).ToList();
            id = calls[0].GetProperty("id").GetString();
            name = calls[0].GetProperty("function").GetProperty("name").GetString();
            arguments = string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()));
            finish = Choice(chunks[^1]).GetProperty("finish_reason").GetString();
            Assert.All(calls.Skip(1), call => Assert.False(call.TryGetProperty("id", out _)));
        }
        else
        {
            using var response = await emulator.SendAsync(Path, ask);
            var choice = Choice(await EmulatorClient.JsonAsync(response));
            var call = choice.GetProperty("message").GetProperty("tool_calls")[0];
            Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
            id = call.GetProperty("id").GetString();
            name = call.GetProperty("function").GetProperty("name").GetString();
            arguments = call.GetProperty("function").GetProperty("arguments").GetString();
            finish = choice.GetProperty("finish_reason").GetString();
        }

        Assert.Equal("tool_calls", finish);
        Assert.Equal("weather", name);
        Assert.StartsWith("call_", id, StringComparison.Ordinal);
        Assert.Equal("Bern", JsonElement.Parse(arguments!).GetProperty("city").GetString());
    }

    [Fact]
    public async Task A_tool_without_arguments_streams_an_empty_object_that_clients_can_parse()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = Ask();
        ask["tools"] = Tools(new JsonObject { ["type"] = "object" });
        ask["tool_choice"] = new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "weather" } };
        ask["stream"] = true;

        var chunks = await ChunksAsync(emulator, ask);

        var arguments = string.Concat(chunks
            .Where(chunk => Choice(chunk).GetProperty("delta").TryGetProperty("tool_calls", out _))
            .Select(chunk => Choice(chunk).GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("function")
                .GetProperty("arguments").GetString()));
        Assert.Equal("{}", arguments);
    }

    [Fact]
    public async Task A_tools_result_is_taken_and_a_result_without_its_call_is_not()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = Ask();
        ask["tools"] = Tools(new JsonObject { ["type"] = "object" });
        var messages = (JsonArray)ask["messages"]!;
        messages.Add(JsonNode.Parse("""
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{}"}},
              {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{}"}}]}
            """));
        messages.Add(JsonNode.Parse("""{"role":"tool","tool_call_id":"call_1","content":"sunny"}"""));
        messages.Add(JsonNode.Parse("""{"role":"tool","tool_call_id":"call_2","content":"dry"}"""));
        using var answered = await emulator.SendAsync(Path, ask);
        messages.RemoveAt(messages.Count - 1);
        using var unanswered = await emulator.SendAsync(Path, ask);

        Assert.Equal(200, (int)answered.StatusCode);
        Assert.Equal(400, (int)unanswered.StatusCode);
    }

    [Fact]
    public async Task A_json_schema_is_obeyed()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = Ask();
        ask["response_format"] = JsonNode.Parse("""
            {"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"n":{"const":7}},"required":["n"]}}}
            """);

        using var response = await emulator.SendAsync(Path, ask);
        var text = Choice(await EmulatorClient.JsonAsync(response)).GetProperty("message").GetProperty("content").GetString();

        Assert.Equal(7, JsonElement.Parse(text!).GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"gpt-9","messages":[{"role":"user","content":"x"}]}""", 404, "invalid_request_error", "model_not_found")]
    [InlineData("""{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"x"}],"n":2}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"claude-haiku-4-5","messages":[]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":""", 400, "invalid_request_error", null)]
    public async Task A_bad_request_is_refused_in_OpenAIs_shape(string body, int status, string type, string? code)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendTextAsync(Path, body);
        var error = (await EmulatorClient.JsonAsync(response)).GetProperty("error");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData("throttle", 429, "rate_limit_exceeded")]
    [InlineData("overloaded", 503, "overloaded")]
    [InlineData("spend-limit", 429, "insufficient_quota")]
    public async Task Scripted_failures_have_OpenAIs_codes(string kind, int status, string code)
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { Faults = FaultScript.ParseSpec(kind) });

        using var response = await emulator.SendAsync(Path, Ask());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await EmulatorClient.JsonAsync(response)).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(kind == "throttle", response.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task A_failure_in_the_middle_of_a_stream_is_an_error_line_without_the_end_mark()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { Faults = FaultScript.ParseSpec("exception-frame") });
        var ask = Ask();
        ask["stream"] = true;

        using var response = await emulator.SendAsync(Path, ask);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\n\n");

        Assert.Equal(["data: ", ""], [lines[^2][..6], lines[^1]]);
        Assert.True(JsonElement.Parse(lines[^2][6..]).TryGetProperty("error", out _));
        Assert.DoesNotContain(lines, line => line.Contains("[DONE]", StringComparison.Ordinal));
    }

    private static JsonObject Ask() => new()
    {
        ["model"] = EmulatorClient.Haiku,
        ["max_completion_tokens"] = 200,
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = "Be brief." },
            new JsonObject { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "What is a ledger?" }) }),
    };

    private static JsonArray Tools(JsonObject schema) => new(new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = "weather", ["parameters"] = schema },
    });

    private static bool HasChoice(JsonElement chunk) => chunk.GetProperty("choices").GetArrayLength() > 0;

    private static JsonElement Choice(JsonElement answer) => answer.GetProperty("choices")[0];

    /// <summary>The chunks of a stream, which must end with its mark.</summary>
    private static async Task<List<JsonElement>> ChunksAsync(EmulatorClient emulator, JsonObject ask)
    {
        using var response = await emulator.SendAsync(Path, ask);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        var lines = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        return [.. lines.SkipLast(1).Select(line => JsonElement.Parse(line["data: ".Length..]))];
    }
}
