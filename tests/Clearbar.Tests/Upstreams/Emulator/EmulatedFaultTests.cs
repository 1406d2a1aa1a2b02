using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Every kind of fault is seen on the wire as its name says, in both dialects, and billed as what it was.</summary>
public sealed class EmulatedFaultTests
{
    [Theory]
    [InlineData("throttle", 429, "rate_limit_error", 429, "ThrottlingException")]
    [InlineData("overloaded", 529, "overloaded_error", 503, "ServiceUnavailableException")]
    [InlineData("internal", 500, "api_error", 500, "InternalServerException")]
    [InlineData("timeout", 504, "timeout_error", 408, "ModelTimeoutException")]
    [InlineData("model-error", 500, "api_error", 424, "ModelErrorException")]
    [InlineData("validation", 400, "invalid_request_error", 400, "ValidationException")]
    [InlineData("authentication", 401, "authentication_error", 403, "MissingAuthenticationTokenException")]
    [InlineData("access-denied", 403, "permission_error", 403, "AccessDeniedException")]
    [InlineData("not-found", 404, "not_found_error", 404, "ResourceNotFoundException")]
    [InlineData("quota", 402, "billing_error", 400, "ServiceQuotaExceededException")]
    [InlineData("not-ready", 429, "rate_limit_error", 429, "ModelNotReadyException")]
    [InlineData("conflict", 409, "conflict_error", 400, "ConflictException")]
    [InlineData("too-large", 413, "request_too_large", 413, "RequestEntityTooLargeException")]
    [InlineData("expired-token", 401, "authentication_error", 403, "ExpiredTokenException")]
    [InlineData("invalid-signature", 401, "authentication_error", 403, "InvalidSignatureException")]
    [InlineData("unrecognized-client", 401, "authentication_error", 403, "UnrecognizedClientException")]
    [InlineData("model-stream-error", 500, "api_error", 424, "ModelStreamErrorException")]
    [InlineData("spend-limit", 429, "rate_limit_error", 400, "ServiceQuotaExceededException")]
    public async Task An_error_instead_of_an_answer_has_the_status_and_name_of_each_dialect(
        string kind, int status, string type, int awsStatus, string awsName)
    {
        await using var emulator = await StartAsync(kind);

        using var direct = await emulator.SendAsync("/v1/messages", Streaming());
        using var bedrock = await emulator.SendAsync(EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"),
            EmulatorClient.AskConverse());

        Assert.Equal(status, (int)direct.StatusCode);
        Assert.Equal(type, (await EmulatorClient.JsonAsync(direct)).GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(kind == "throttle", direct.Headers.RetryAfter is not null);
        Assert.Equal(awsStatus, (int)bedrock.StatusCode);
        Assert.Equal(awsName, Assert.Single(bedrock.Headers.GetValues("x-amzn-errortype")));
        Assert.All(emulator.Host.Bill.Rows, row =>
            Assert.Equal((BillOutcome.Refused, kind, 0L), (row.Outcome, row.Fault, row.Usage.Total)));
        Assert.Equal(2, emulator.Host.Bill.Rows.Count);
    }

    [Fact]
    public async Task A_refused_connection_gives_no_answer_at_all()
    {
        await using var emulator = await StartAsync("refuse");

        await Assert.ThrowsAsync<HttpRequestException>(() => emulator.SendAsync("/v1/messages", EmulatorClient.Ask()));

        Assert.Equal(BillOutcome.Refused, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Fact]
    public async Task A_refusal_is_an_answer_with_its_own_stop_reason()
    {
        await using var emulator = await StartAsync("refusal");

        var message = await emulator.MessageAsync(EmulatorClient.Ask());
        var converse = await emulator.ConverseAsync(EmulatorClient.AskConverse());

        Assert.Equal("refusal", message.GetProperty("stop_reason").GetString());
        Assert.Equal("content_filtered", converse.GetProperty("stopReason").GetString());
    }

    [Fact]
    public async Task A_cut_stream_breaks_off_and_is_billed_for_what_was_generated()
    {
        await using var emulator = await StartAsync("cut", 5);

        using var response = await emulator.SendAsync("/v1/messages", Streaming());
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(body);
        var lines = new List<string>();
        var exception = await Record.ExceptionAsync(async () =>
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lines.Add(line);
            }
        });

        Assert.Equal(200, (int)response.StatusCode);
        Assert.IsType<HttpIOException>(exception);
        Assert.Equal(5, lines.Count(line => line.StartsWith("event: ", StringComparison.Ordinal)));
        var row = Assert.Single(emulator.Host.Bill.Rows);
        Assert.Equal(BillOutcome.Incomplete, row.Outcome);
        Assert.True(row.Usage.Input > 0);
        Assert.InRange(row.Usage.Output, 1, 20);
    }

    [Fact]
    public async Task A_cut_whole_answer_ends_before_its_content_length()
    {
        await using var emulator = await StartAsync("cut");

        using var response = await emulator.SendAsync(EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"),
            EmulatorClient.AskConverse());

        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(BillOutcome.Incomplete, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Fact]
    public async Task An_exception_frame_ends_a_Bedrock_stream_properly()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson(
                """
                {"faults":[{"match":{"path":"converse-stream"},"kind":"exception-frame","afterEvents":2,
                  "exceptionType":"throttlingException","message":"slow down"}]}
                """),
        });

        var events = WireReading.Frames(await BytesAsync(emulator, "converse-stream", EmulatorClient.AskConverse()));

        Assert.Equal(["messageStart", "contentBlockDelta", "!throttlingException"], events.ConvertAll(item => item.Name));
        Assert.Equal("slow down", events[^1].Json.GetProperty("message").GetString());
        Assert.Equal(BillOutcome.Incomplete, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Fact]
    public async Task The_usual_exception_frame_carries_the_original_status()
    {
        await using var emulator = await StartAsync("exception-frame", 0);

        var events = WireReading.Frames(await BytesAsync(emulator, "invoke-with-response-stream", EmulatorClient.AskInvoke()));

        Assert.Equal("!modelStreamErrorException", Assert.Single(events).Name);
        Assert.Equal(500, events[0].Json.GetProperty("originalStatusCode").GetInt32());
    }

    [Fact]
    public async Task An_exception_frame_is_an_error_event_on_the_Anthropic_dialect()
    {
        await using var emulator = await StartAsync("exception-frame", 4);

        using var response = await emulator.SendAsync("/v1/messages", Streaming());
        var events = WireReading.Sse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(5, events.Count);
        Assert.Equal("error", events[^1].Name);
        Assert.Equal("overloaded_error", events[^1].Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("internalServerException", "api_error")]
    [InlineData("modelStreamErrorException", "api_error")]
    [InlineData("validationException", "invalid_request_error")]
    [InlineData("throttlingException", "rate_limit_error")]
    [InlineData("serviceUnavailableException", "overloaded_error")]
    [InlineData("modelTimeoutException", "timeout_error")]
    public async Task Every_documented_exception_can_end_a_stream_of_each_dialect(string exception, string type)
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson($$"""{"faults":[{"kind":"exception-frame","exceptionType":"{{exception}}"}]}"""),
        });

        var converse = WireReading.Frames(await BytesAsync(emulator, "converse-stream", EmulatorClient.AskConverse()));
        var invoke = WireReading.Frames(await BytesAsync(emulator, "invoke-with-response-stream", EmulatorClient.AskInvoke()));
        using var direct = await emulator.SendAsync("/v1/messages", Streaming());
        var messages = WireReading.Sse(await direct.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["!" + exception, "!" + exception], [converse[^1].Name, invoke[^1].Name]);
        Assert.Equal(type, messages[^1].Json.GetProperty("error").GetProperty("type").GetString());
        Assert.All(emulator.Host.Bill.Rows, row => Assert.Equal(BillOutcome.Incomplete, row.Outcome));
    }

    [Fact]
    public async Task Slow_chunks_pause_before_every_event_and_lose_none()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            TimeProvider = clock,
            Faults = FaultScript.ParseJson("""{"faults":[{"kind":"slow-chunks","delayMs":2000}]}"""),
        });
        var started = clock.GetUtcNow();

        using var response = await emulator.SendAsync("/v1/messages", Streaming());
        var reading = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        while (!reading.IsCompleted)
        {
            await clock.JumpAsync(reading);
        }

        var events = WireReading.Sse(await reading);
        Assert.Equal(["message_start", "message_stop"], [events[0].Name, events[^1].Name]);
        Assert.Equal(events.Count * 2, (clock.GetUtcNow() - started).TotalSeconds);
        Assert.Equal(BillOutcome.Completed, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_content_type_is_all_that_is_wrong(bool stream)
    {
        await using var emulator = await StartAsync("wrong-content-type");
        var ask = EmulatorClient.Ask();
        ask["stream"] = stream;

        using var response = await emulator.SendAsync("/v1/messages", ask);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal((200, "text/html"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("end_turn", stream
            ? WireReading.Sse(text)[^2].Json.GetProperty("delta").GetProperty("stop_reason").GetString()
            : JsonElement.Parse(text).GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task A_spend_limit_tells_its_code_and_no_time_to_come_back()
    {
        await using var emulator = await StartAsync("spend-limit");

        using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
        var error = (await EmulatorClient.JsonAsync(response)).GetProperty("error");

        Assert.Equal("enforced_spend_limit_reached", error.GetProperty("details").GetProperty("error_code").GetString());
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_bad_checksum_is_the_only_thing_wrong_with_the_stream()
    {
        await using var emulator = await StartAsync("bad-crc", 2);

        var bytes = await BytesAsync(emulator, "converse-stream", EmulatorClient.AskConverse());

        var exception = Assert.Throws<InvalidDataException>(() => WireReading.Frames(bytes));
        Assert.Equal("A frame has a wrong checksum.", exception.Message);
    }

    [Fact]
    public async Task A_truncated_stream_ends_properly_in_the_middle_of_an_event()
    {
        await using var emulator = await StartAsync("truncated-sse", 4);

        using var response = await emulator.SendAsync("/v1/messages", Streaming());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var frames = await BytesAsync(emulator, "converse-stream", EmulatorClient.AskConverse());

        Assert.False(text.EndsWith("\n\n", StringComparison.Ordinal));
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
        Assert.Equal("The body ends inside a frame.", Assert.Throws<InvalidDataException>(() => WireReading.Frames(frames)).Message);
    }

    [Fact]
    public async Task An_early_end_leaves_whole_events_without_the_last()
    {
        await using var emulator = await StartAsync("early-end", 4);

        using var response = await emulator.SendAsync("/v1/messages", Streaming());
        var events = WireReading.Sse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(4, events.Count);
        Assert.DoesNotContain(events, item => item.Name is "message_delta" or "message_stop");
        Assert.Equal(BillOutcome.Incomplete, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Fact]
    public async Task Garbage_is_HTML_with_status_200()
    {
        await using var emulator = await StartAsync("garbage");

        using var whole = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
        using var streamed = await emulator.SendAsync("/v1/messages", Streaming());

        Assert.Equal((200, "text/html"), ((int)whole.StatusCode, whole.Content.Headers.ContentType!.MediaType));
        Assert.Contains("<html>", await streamed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_first_byte_waits_and_then_answers_rightly(bool stream)
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await StartAsync("slow-first-byte", clock: clock);
        var ask = EmulatorClient.Ask();
        ask["stream"] = stream;

        var sending = emulator.SendAsync("/v1/messages", ask);
        await clock.ArmedAsync();
        Assert.False(sending.IsCompleted);
        Assert.Equal(BillOutcome.Open, Assert.Single(emulator.Host.Bill.Rows).Outcome);
        clock.Advance(TimeSpan.FromSeconds(30));
        using var response = await sending;

        Assert.Contains("emulated", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(BillOutcome.Completed, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stalled_answer_goes_on_after_its_pause(bool stream)
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await StartAsync("stall", clock: clock);
        var ask = EmulatorClient.Ask();
        ask["stream"] = stream;

        using var response = await emulator.SendAsync("/v1/messages", ask);
        var reading = response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await clock.ArmedAsync();
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(30));
        var text = await reading;

        Assert.Contains(stream ? "message_stop" : "end_turn", text, StringComparison.Ordinal);
        Assert.Equal(BillOutcome.Completed, Assert.Single(emulator.Host.Bill.Rows).Outcome);
    }

    [Fact]
    public async Task The_nth_attempt_of_a_model_fails_and_no_other()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson(
                """
                // comments are allowed
                {"faults":[{"match":{"model":"claude-haiku-4-5-20251001","nth":2},"kind":"throttle","retryAfter":7}]}
                """),
        });
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var other = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(model: EmulatorClient.Sonnet));
            using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
            statuses.Add((int)response.StatusCode);
            Assert.Equal(200, (int)other.StatusCode);
            Assert.Equal(i == 1 ? TimeSpan.FromSeconds(7) : null, response.Headers.RetryAfter?.Delta);
        }

        Assert.Equal([200, 429, 200], statuses);
    }

    [Fact]
    public async Task Probability_is_seeded_and_near_its_share()
    {
        var first = await FailuresAsync(3);

        Assert.Equal(first, await FailuresAsync(3));
        Assert.NotEqual(first, await FailuresAsync(4));
        Assert.InRange(first.Count(failed => failed), 40, 80);

        static async Task<List<bool>> FailuresAsync(int seed)
        {
            await using var emulator = await EmulatorClient.StartAsync(
                new EmulatorOptions { Seed = seed, Faults = FaultScript.ParseSpec("throttle:0.3") });
            var failures = new List<bool>();
            for (var i = 0; i < 200; i++)
            {
                using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
                failures.Add((int)response.StatusCode == 429);
            }

            return failures;
        }
    }

    [Theory]
    [InlineData("""{"faults":[{"kind":"explode"}]}""", "allowed: throttle")]
    [InlineData("""{"faults":[{"kind":"cut","match":{"modell":"x"}}]}""", "'modell'")]
    [InlineData("""{"faults":[{"kind":"cut","match":{"probability":2}}]}""", "between 0 and 1")]
    [InlineData("""{"faults":[{"match":{}}]}""", "not valid")]
    [InlineData("""{"fault":[]}""", "\"faults\"")]
    public void A_wrong_script_is_refused_with_what_is_allowed(string script, string expected)
    {
        var exception = Assert.Throws<FormatException>(() => FaultScript.ParseJson(script));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static Task<EmulatorClient> StartAsync(string kind, int afterEvents = 3, TimeProvider? clock = null) =>
        EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson($$"""{"faults":[{"kind":"{{kind}}","afterEvents":{{afterEvents}}}]}"""),
            TimeProvider = clock ?? TimeProvider.System,
        });

    private static JsonObject Streaming()
    {
        var ask = EmulatorClient.Ask();
        ask["stream"] = true;
        return ask;
    }

    private static async Task<byte[]> BytesAsync(EmulatorClient emulator, string operation, JsonObject ask)
    {
        using var response = await emulator.SendAsync(EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, operation), ask);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
