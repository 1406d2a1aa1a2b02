using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Answers have the shape of the real services, in every dialect, whole and streamed.</summary>
public sealed class EmulatedShapeTests
{
    [Fact]
    public async Task A_message_has_the_shape_of_the_Anthropic_API_and_says_it_is_emulated()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
        var message = await EmulatorClient.JsonAsync(response);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("x-clearbar-emulated")));
        Assert.StartsWith("req_", Assert.Single(response.Headers.GetValues("request-id")), StringComparison.Ordinal);
        Assert.StartsWith("msg_", message.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("message", message.GetProperty("type").GetString());
        Assert.Equal("assistant", message.GetProperty("role").GetString());
        Assert.Equal("claude-haiku-4-5-20251001", message.GetProperty("model").GetString());
        Assert.Equal("end_turn", message.GetProperty("stop_reason").GetString());
        Assert.Equal(JsonValueKind.Null, message.GetProperty("stop_sequence").ValueKind);
        Assert.Contains("emulated", message.GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        var usage = message.GetProperty("usage");
        Assert.InRange(usage.GetProperty("input_tokens").GetInt32(), 8, 20);
        Assert.InRange(usage.GetProperty("output_tokens").GetInt32(), 10, 80);
        Assert.Equal(0, usage.GetProperty("cache_read_input_tokens").GetInt32());
    }

    [Fact]
    public async Task A_message_stream_has_the_order_of_the_Anthropic_API_and_adds_up_to_the_whole_answer()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var whole = await emulator.MessageAsync(EmulatorClient.Ask());
        var ask = EmulatorClient.Ask();
        ask["stream"] = true;

        using var response = await emulator.SendAsync("/v1/messages", ask);
        var events = WireReading.Sse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var names = events.ConvertAll(item => item.Name);
        Assert.All(events, item => Assert.Equal(item.Name, item.Json.GetProperty("type").GetString()));
        Assert.Equal(["message_start", "content_block_start", "ping"], names[..3]);
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], names[^3..]);
        Assert.All(names[3..^3], name => Assert.Equal("content_block_delta", name));
        Assert.Equal(whole.GetProperty("content")[0].GetProperty("text").GetString(), TextOf(events));
        var start = events[0].Json.GetProperty("message").GetProperty("usage");
        var end = events[^2].Json.GetProperty("usage");
        Assert.Equal(whole.GetProperty("usage").GetProperty("input_tokens").GetInt32(), start.GetProperty("input_tokens").GetInt32());
        Assert.Equal(1, start.GetProperty("output_tokens").GetInt32());
        Assert.Equal(whole.GetProperty("usage").GetProperty("output_tokens").GetInt32(), end.GetProperty("output_tokens").GetInt32());
        Assert.Equal("end_turn", events[^2].Json.GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task A_Converse_answer_has_the_shape_of_Bedrock()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"), EmulatorClient.AskConverse());
        var answer = await EmulatorClient.JsonAsync(response);

        Assert.Equal(36, Assert.Single(response.Headers.GetValues("x-amzn-requestid")).Length);
        Assert.Equal("assistant", answer.GetProperty("output").GetProperty("message").GetProperty("role").GetString());
        var content = answer.GetProperty("output").GetProperty("message").GetProperty("content");
        Assert.Contains("emulated", content[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("end_turn", answer.GetProperty("stopReason").GetString());
        var usage = answer.GetProperty("usage");
        Assert.Equal(
            usage.GetProperty("inputTokens").GetInt32() + usage.GetProperty("outputTokens").GetInt32(),
            usage.GetProperty("totalTokens").GetInt32());
        Assert.True(answer.GetProperty("metrics").GetProperty("latencyMs").GetInt32() > 0);
    }

    [Fact]
    public async Task A_Converse_stream_has_no_start_for_text_and_ends_with_metadata()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var whole = await emulator.ConverseAsync(EmulatorClient.AskConverse());

        using var response = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse-stream"), EmulatorClient.AskConverse());
        var events = WireReading.Frames(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType!.MediaType);
        var names = events.ConvertAll(item => item.Name);
        Assert.Equal("messageStart", names[0]);
        Assert.Equal(["contentBlockStop", "messageStop", "metadata"], names[^3..]);
        Assert.All(names[1..^3], name => Assert.Equal("contentBlockDelta", name));
        Assert.All(events, item => Assert.NotEqual("", item.Json.GetProperty("p").GetString()));
        Assert.Equal(
            whole.GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString(),
            string.Concat(events[1..^3].ConvertAll(item => item.Json.GetProperty("delta").GetProperty("text").GetString())));
        Assert.Equal(whole.GetProperty("usage").GetRawText(), events[^1].Json.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task An_Invoke_stream_carries_message_events_in_chunks_and_metrics_in_the_last()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "invoke-with-response-stream"), EmulatorClient.AskInvoke());
        var frames = WireReading.Frames(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var events = frames.ConvertAll(frame => JsonElement.Parse(frame.Json.GetProperty("bytes").GetBytesFromBase64()));

        Assert.All(frames, frame => Assert.Equal("chunk", frame.Name));
        Assert.Equal("application/json", Assert.Single(response.Headers.GetValues("x-amzn-bedrock-content-type")));
        Assert.Equal("message_start", events[0].GetProperty("type").GetString());
        Assert.StartsWith("msg_bdrk_", events[0].GetProperty("message").GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(events, item => item.GetProperty("type").GetString() == "ping");
        var metrics = events[^1].GetProperty("amazon-bedrock-invocationMetrics");
        Assert.Equal(events[^2].GetProperty("usage").GetProperty("output_tokens").GetInt32(),
            metrics.GetProperty("outputTokenCount").GetInt32());
    }

    [Theory]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model%2Fanthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0")]
    public async Task Every_form_of_a_model_id_in_a_path_is_understood(string id)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync($"/model/{id}/converse", EmulatorClient.AskConverse());

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("claude-haiku-4-5-20251001", Assert.Single(emulator.Host.Bill.Rows).Model);
    }

    [Fact]
    public async Task A_model_id_escaped_twice_is_not_understood()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        using var response = await emulator.SendAsync("/model/anthropic.claude-haiku-4-5-20251001-v1%253A0/converse",
            EmulatorClient.AskConverse());

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task Thinking_comes_first_with_a_signature_and_is_inside_the_output_tokens()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.Ask(maxTokens: 4000);
        ask["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2000 };

        var message = await emulator.MessageAsync(ask);
        ask["stream"] = true;
        using var response = await emulator.SendAsync("/v1/messages", ask);
        var events = WireReading.Sse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("thinking", message.GetProperty("content")[0].GetProperty("type").GetString());
        Assert.NotEqual("", message.GetProperty("content")[0].GetProperty("signature").GetString());
        Assert.Equal("text", message.GetProperty("content")[1].GetProperty("type").GetString());
        var thinking = message.GetProperty("usage").GetProperty("output_tokens_details").GetProperty("thinking_tokens").GetInt32();
        Assert.InRange(thinking, 64, message.GetProperty("usage").GetProperty("output_tokens").GetInt32() - 1);
        var firstStop = events.FindIndex(item => item.Name == "content_block_stop");
        Assert.Equal("signature_delta", events[firstStop - 1].Json.GetProperty("delta").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Counting_tokens_agrees_with_the_usage_of_the_same_prompt_on_both_surfaces()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var message = await emulator.MessageAsync(EmulatorClient.Ask());
        using var counted = await emulator.SendAsync("/v1/messages/count_tokens", EmulatorClient.Ask());
        var blob = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(EmulatorClient.AskInvoke().ToJsonString()));
        using var countedOnBedrock = await emulator.SendAsync(
            EmulatorClient.PathOf("anthropic.claude-haiku-4-5-20251001-v1:0", "count-tokens"),
            new JsonObject { ["input"] = new JsonObject { ["invokeModel"] = new JsonObject { ["body"] = blob } } });

        var expected = message.GetProperty("usage").GetProperty("input_tokens").GetInt32();
        Assert.Equal(expected, (await EmulatorClient.JsonAsync(counted)).GetProperty("input_tokens").GetInt32());
        Assert.Equal(expected, (await EmulatorClient.JsonAsync(countedOnBedrock)).GetProperty("inputTokens").GetInt32());
    }

    [Fact]
    public async Task The_second_tokenizer_counts_thirty_percent_more_for_the_same_prompt()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var text = string.Join(' ', Enumerable.Repeat("The quick brown fox jumps over the lazy dog.", 100));

        var old = await emulator.MessageAsync(EmulatorClient.Ask(text, "claude-opus-4-6"));
        var young = await emulator.MessageAsync(EmulatorClient.Ask(text, "claude-opus-4-7"));

        var before = old.GetProperty("usage").GetProperty("input_tokens").GetDouble();
        Assert.InRange(young.GetProperty("usage").GetProperty("input_tokens").GetDouble() / before, 1.29, 1.32);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var first = await BodiesAsync(7);
        var second = await BodiesAsync(7);
        var other = await BodiesAsync(8);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        static async Task<string> BodiesAsync(int seed)
        {
            await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { Seed = seed });
            var stream = EmulatorClient.Ask();
            stream["stream"] = true;
            using var streamed = await emulator.SendAsync("/v1/messages", stream);
            using var converse = await emulator.SendAsync(
                EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse-stream"), EmulatorClient.AskConverse());
            return await streamed.Content.ReadAsStringAsync() + Convert.ToHexString(await converse.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Model_lists_name_every_model_of_their_surface()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var direct = JsonElement.Parse(await emulator.Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken));
        var profiles = JsonElement.Parse(await emulator.Http.GetStringAsync("/inference-profiles", TestContext.Current.CancellationToken));

        Assert.Contains(direct.GetProperty("data").EnumerateArray(), model => model.GetProperty("id").GetString() == "claude-opus-5-5");
        Assert.Contains(
            profiles.GetProperty("inferenceProfileSummaries").EnumerateArray(),
            profile => profile.GetProperty("inferenceProfileId").GetString() == EmulatorClient.HaikuOnBedrock);
    }

    private static string TextOf(List<WireReading.WireEvent> events)
    {
        var text = "";
        foreach (var item in events)
        {
            if (item.Name == "content_block_delta" && item.Json.GetProperty("delta").TryGetProperty("text", out var part))
            {
                text += part.GetString();
            }
        }

        return text;
    }
}
