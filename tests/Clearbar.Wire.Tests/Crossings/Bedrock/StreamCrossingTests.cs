using System.Text;
using Clearbar.Wire.Crossings;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Sse;
using Clearbar.Wire.Tests.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Streams of every pair: the same whatever their pieces, whole or honestly broken.</summary>
public sealed class StreamCrossingTests
{
    public static TheoryData<string> Names => [.. All().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_split_gives_the_same_events(string name)
    {
        var (client, upstream, bytes) = All()[name];
        var whole = Strip(client, Crossed.Stream(client, upstream, bytes).Output);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Strip(client, Crossed.Stream(client, upstream, bytes, cut).Output));
        }

        Assert.Equal(whole, Strip(client, Crossed.Stream(client, upstream, bytes, [.. Enumerable.Range(0, bytes.Length)]).Output));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_client_reads_the_same_answer_as_the_gateway(string name)
    {
        var (client, upstream, bytes) = All()[name];
        var before = StreamRun.Feed(WireDialects.Of(upstream).CreateStreamReader(), bytes).Reader;
        var (output, ended) = Crossed.Stream(client, upstream, bytes);
        var after = StreamRun.Feed(WireDialects.Of(client).CreateStreamReader(), output).Reader;

        Assert.Equal(before.IsComplete || before.Error is not null, ended);
        Assert.Equal((before.IsComplete, before.Error is null, before.Error?.Kind), (after.IsComplete, after.Error is null, after.Error?.Kind));
        if (before.IsComplete)
        {
            var (told, read) = (before.ToAnswer(), after.ToAnswer());
            var reason = told.StopReason == StopReason.GuardrailIntervened ? StopReason.Refusal : told.StopReason;
            Assert.Equal((told.Text, told.Usage, told.HasThinking, reason), (read.Text, read.Usage, read.HasThinking, read.StopReason));
            Assert.Equal(told.ToolCalls, read.ToolCalls.Select(call => upstream == Dialect.Converse ? call with { Id = ToolIds.ToConverse(call.Id, out _) } : call));
            Assert.True(read.UsageIsFinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_strict_prefix_of_an_event_consumes_nothing(string name)
    {
        var (client, upstream, bytes) = All()[name];
        var stream = DialectCrossings.Find(client, upstream)!.CreateStream(Crossed.Reply);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        for (var start = 0; !stream.HasEnded && start < bytes.Length;)
        {
            var probe = DialectCrossings.Find(client, upstream)!.CreateStream(Crossed.Reply);
            var length = probe.Translate(bytes.AsSpan(start), new System.Buffers.ArrayBufferWriter<byte>());
            var written = output.WrittenCount;
            for (var prefix = 0; prefix < length; prefix++)
            {
                Assert.Equal(0, stream.Translate(bytes.AsSpan(start, prefix), output));
            }

            Assert.Equal(written, output.WrittenCount);
            var consumed = stream.Translate(bytes.AsSpan(start), output);
            Assert.Equal(length, consumed);
            Assert.True(consumed > 0 || stream.HasEnded);
            start += consumed;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cut_stream_ends_in_an_error_and_never_looks_whole(string name)
    {
        var (client, upstream, bytes) = All()[name];
        var end = StreamRun.Feed(WireDialects.Of(upstream).CreateStreamReader(), bytes).Relayed;
        for (var length = 0; length < end; length++)
        {
            var (output, ended) = Crossed.Stream(client, upstream, bytes[..length]);
            var reader = StreamRun.Feed(WireDialects.Of(client).CreateStreamReader(), output).Reader;
            Assert.False(ended);
            Assert.False(reader.IsComplete);
            Assert.NotNull(reader.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_inside_a_stream_never_throws_and_never_looks_whole_by_itself(string name)
    {
        var (client, upstream, bytes) = All()[name];
        Prop.ForAll(Gen.Choose(0, bytes.Length - 1).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (at, value) =>
        {
            var broken = bytes.ToArray();
            broken[at] = (byte)value;
            var upstreamReader = StreamRun.Feed(WireDialects.Of(upstream).CreateStreamReader(), broken).Reader;
            var (output, _) = Crossed.Stream(client, upstream, broken);
            var reader = StreamRun.Feed(WireDialects.Of(client).CreateStreamReader(), output).Reader;
            Assert.True(upstreamReader.IsComplete || !reader.IsComplete);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(Dialect.Converse, "overloaded_error", "serviceUnavailableException")]
    [InlineData(Dialect.Converse, "rate_limit_error", "throttlingException")]
    [InlineData(Dialect.Converse, "api_error", "modelStreamErrorException")]
    [InlineData(Dialect.Converse, "timeout_error", "modelStreamErrorException")]
    [InlineData(Dialect.Converse, "invalid_request_error", "validationException")]
    [InlineData(Dialect.Converse, "permission_error", "internalServerException")]
    [InlineData(Dialect.Invoke, "overloaded_error", "serviceUnavailableException")]
    [InlineData(Dialect.Invoke, "rate_limit_error", "throttlingException")]
    [InlineData(Dialect.Invoke, "something_new", "modelStreamErrorException")]
    public void An_error_event_becomes_an_exception_frame_with_a_modelled_name(Dialect client, string type, string exception)
    {
        byte[] bytes = [.. AnthropicStreams.Text.AsSpan(0, 500), .. "\n\n"u8];
        bytes = [.. bytes.AsSpan(0, bytes.AsSpan().IndexOf("\n\n"u8) + 2), .. AnthropicStreams.Sse(("error", $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"m"}}""")), .. AnthropicStreams.Text];
        var (output, ended) = Crossed.Stream(client, Dialect.Anthropic, bytes);
        var last = Frames(output)[^1];

        Assert.True(ended);
        Assert.Equal((exception, """{"message":"m"}"""), last);
    }

    [Theory]
    [InlineData("throttlingException", "rate_limit_error")]
    [InlineData("serviceUnavailableException", "overloaded_error")]
    [InlineData("modelStreamErrorException", "api_error")]
    [InlineData("internalServerException", "api_error")]
    [InlineData("validationException", "invalid_request_error")]
    public void An_exception_frame_becomes_an_error_event(string exception, string type)
    {
        var frame = Written.By(output => EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(exception), """{"message":"m"}"""u8));
        var (output, ended) = Crossed.Stream(Dialect.Anthropic, Dialect.Converse, [.. ConverseFrames.Text[..3].SelectMany(bytes => bytes), .. frame, .. ConverseFrames.Text.SelectMany(bytes => bytes)]);

        Assert.True(ended);
        Assert.EndsWith($$"""event: error{{"\n"}}data: {"type":"error","error":{"type":"{{type}}","message":"m"},"request_id":"req_1"}{{"\n\n"}}""", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_flipped_bit_of_a_frame_becomes_an_error_or_leaves_the_answer_unfinished()
    {
        byte[] bytes = [.. ConverseFrames.Tools.SelectMany(frame => frame)];
        for (var at = 0; at < bytes.Length; at++)
        {
            var broken = bytes.ToArray();
            broken[at] ^= 1;
            var (output, _) = Crossed.Stream(Dialect.Anthropic, Dialect.Converse, broken);
            var reader = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), output).Reader;
            Assert.False(reader.IsComplete, $"byte {at}");
            Assert.NotNull(reader.Error);
        }
    }

    [Fact]
    public void Malformed_output_ends_a_stream_with_an_error()
    {
        var (output, ended) = Crossed.Stream(Dialect.Anthropic, Dialect.Converse, [.. ConverseFrames.Text[0], .. ConverseFrames.Frame("messageStop", """{"stopReason":"malformed_tool_use"}"""), .. ConverseFrames.Text[^1]]);

        Assert.True(ended);
        Assert.Contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", Encoding.UTF8.GetString(output), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_events_become_these_frames()
    {
        var (output, _) = Crossed.Stream(Dialect.Converse, Dialect.Anthropic, AnthropicStreams.Sse(
            ("message_start", """{"type":"message_start","message":{"usage":{"input_tokens":1,"cache_read_input_tokens":2,"cache_creation_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4}}}}"""),
            ("content_block_start", """{"index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"""),
            ("content_block_delta", """{"index":0,"delta":{"type":"thinking_delta","thinking":"h\u006d"}}"""),
            ("content_block_delta", """{"index":0,"delta":{"type":"signature_delta","signature":"Eq"}}"""),
            ("content_block_stop", """{"index":0}"""),
            ("content_block_start", """{"index":1,"content_block":{"type":"redacted_thinking","data":"b3Bh"}}"""),
            ("content_block_stop", """{"index":1}"""),
            ("content_block_start", """{"index":2,"content_block":{"type":"server_tool_use","id":"s","name":"n","input":{}}}"""),
            ("content_block_delta", """{"index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}"""),
            ("content_block_stop", """{"index":2}"""),
            ("content_block_start", """{"index":3,"content_block":{"type":"text","text":""}}"""),
            ("content_block_stop", """{"index":3}"""),
            ("ping", "{}"),
            ("content_block_start", """{"index":4,"content_block":{"type":"text","text":""}}"""),
            ("content_block_delta", """{"index":4,"delta":{"type":"text_delta","text":"x"}}"""),
            ("content_block_delta", """{"index":4,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"q","document_index":0,"document_title":"d","start_char_index":1,"end_char_index":2}}}"""),
            ("content_block_delta", """{"index":4,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"u"}}}"""),
            ("content_block_stop", """{"index":4}"""),
            ("content_block_start", """{"index":5,"content_block":{"type":"tool_use","id":"enc-a_db","name":"f","input":{}}}"""),
            ("content_block_delta", """{"index":5,"delta":{"type":"input_json_delta","partial_json":""}}"""),
            ("content_block_delta", """{"index":5,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}"""),
            ("content_block_stop", """{"index":5}"""),
            ("message_delta", """{"delta":{"stop_reason":"stop_sequence","stop_sequence":"E"},"usage":{"output_tokens":5}}"""),
            ("message_delta", """{"delta":{},"usage":{"output_tokens":6,"service_tier":"priority"}}"""),
            ("message_stop", "{}")));

        Assert.Equal(
            [
                ("messageStart", """{"role":"assistant"}"""),
                ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"h\u006d"}}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"Eq"}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":0}"""),
                ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"b3Bh"}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":1}"""),
                ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"x"}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"citation":{"title":"d","sourceContent":[{"text":"q"}],"location":{"documentChar":{"documentIndex":0,"start":1,"end":2}}}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":2}"""),
                ("contentBlockStart", """{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"a.b","name":"f"}}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{\"a\":1}"}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":3}"""),
                ("messageStop", """{"stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"E"}}"""),
                ("metadata", """{"usage":{"inputTokens":1,"outputTokens":6,"totalTokens":16,"cacheReadInputTokens":2,"cacheWriteInputTokens":7,"cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":3}]},"metrics":{"latencyMs":0},"serviceTier":{"type":"priority"}}"""),
            ],
            Frames(output));
    }

    [Fact]
    public void Frames_become_these_Messages_events()
    {
        var (output, _) = Crossed.Stream(Dialect.Anthropic, Dialect.Converse, [.. ConverseFrames.Everything.SelectMany(frame => frame)]);

        Assert.Equal(
            [
                """message_start {"type":"message_start","message":{"id":"msg_req_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"container":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":0}}}""",
                """content_block_start {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
                """content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
                """content_block_delta {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Eq"}}""",
                """content_block_stop {"type":"content_block_stop","index":0}""",
                """content_block_start {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"b3Bh"}}""",
                """content_block_stop {"type":"content_block_stop","index":1}""",
                """content_block_start {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
                """content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"a\u0062"}}""",
                """content_block_delta {"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"page_location","cited_text":"q","document_index":0,"document_title":null,"start_page_number":1,"end_page_number":2}}}""",
                """content_block_stop {"type":"content_block_stop","index":2}""",
                """content_block_start {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"enc-a_db","name":"f","input":{}}}""",
                """content_block_delta {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
                """content_block_stop {"type":"content_block_stop","index":3}""",
                """message_delta {"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null,"stop_details":{"type":"refusal","category":"guardrail","explanation":null},"container":null},"usage":{"input_tokens":1,"cache_creation_input_tokens":7,"cache_read_input_tokens":2,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":6,"service_tier":"priority"}}""",
                """message_stop {"type":"message_stop"}""",
            ],
            Events(output));
    }

    [Fact]
    public void InvokeModel_chunks_carry_each_event_as_it_came_and_the_metrics_at_the_end()
    {
        var (output, _) = Crossed.Stream(Dialect.Invoke, Dialect.Anthropic, AnthropicStreams.Text);
        var events = Events(AnthropicStreams.Text).Where(text => !text.StartsWith("ping", StringComparison.Ordinal)).Select(text => text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToArray();
        var chunks = Frames(output).Select(frame => Encoding.UTF8.GetString(Crossed.Parse(frame.Payload).GetProperty("bytes").GetBytesFromBase64())).ToArray();

        Assert.Equal(events[..^1], chunks[..^1]);
        Crossed.AssertSame("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":25,"outputTokenCount":15,"invocationLatency":0,"firstByteLatency":0,"cacheReadInputTokenCount":7,"cacheWriteInputTokenCount":3000}}""", chunks[^1]);
    }

    [Fact]
    public void Every_frame_is_padded()
    {
        foreach (var client in new[] { Dialect.Converse, Dialect.Invoke })
        {
            var lengths = new HashSet<int>();
            for (var time = 0; time < 20; time++)
            {
                var (output, _) = Crossed.Stream(client, Dialect.Anthropic, AnthropicStreams.Text);
                lengths.Add(output.Length);
                Assert.All(Frames(output, strip: false), frame => Assert.Matches("\"p\":\"abc?[a-zA-Z0-9]*\"|\"p\":\"a\"", frame.Payload));
            }

            Assert.True(lengths.Count > 1);
        }
    }

    private static Dictionary<string, (Dialect Client, Dialect Upstream, byte[] Bytes)> All()
    {
        var streams = new Dictionary<string, (Dialect, Dialect, byte[])>(StringComparer.Ordinal);
        foreach (var client in new[] { Dialect.Converse, Dialect.Invoke })
        {
            streams[$"{client}-text"] = (client, Dialect.Anthropic, AnthropicStreams.Text);
            streams[$"{client}-tools"] = (client, Dialect.Anthropic, AnthropicStreams.Tools);
            streams[$"{client}-overloaded"] = (client, Dialect.Anthropic, AnthropicStreams.Overloaded);
        }

        streams["Converse-crlf"] = (Dialect.Converse, Dialect.Anthropic, AnthropicStreams.WithCrLf(AnthropicStreams.Text));
        streams["Invoke-frames-everything"] = (Dialect.Invoke, Dialect.Converse, [.. ConverseFrames.Everything.SelectMany(frame => frame)]);
        streams["Anthropic-frames-everything"] = (Dialect.Anthropic, Dialect.Converse, [.. ConverseFrames.Everything.SelectMany(frame => frame)]);
        streams["Anthropic-frames-text"] = (Dialect.Anthropic, Dialect.Converse, [.. ConverseFrames.Text.SelectMany(frame => frame)]);
        streams["Anthropic-frames-tools"] = (Dialect.Anthropic, Dialect.Converse, [.. ConverseFrames.Tools.SelectMany(frame => frame)]);
        streams["Anthropic-capture-basic"] = (Dialect.Anthropic, Dialect.Converse, Vector.Bytes("eventstream/agentgateway-converse-basic.bin"));
        streams["Anthropic-capture-tool"] = (Dialect.Anthropic, Dialect.Converse, Vector.Bytes("eventstream/agentgateway-converse-tool.bin"));
        return streams;
    }

    // Padding is random, so frames are compared without it.
    private static string[] Strip(Dialect client, byte[] output) =>
        client == Dialect.Anthropic ? [Encoding.UTF8.GetString(output)] : [.. Frames(output).Select(frame => frame.ToString())];

    private static List<(string Type, string Payload)> Frames(byte[] bytes, bool strip = true)
    {
        var frames = new List<(string, string)>();
        var unread = bytes.AsSpan();
        while (EventStreamReader.TryRead(unread, out var frame) == FrameStatus.Frame)
        {
            var payload = Encoding.UTF8.GetString(frame.Payload);
            var padding = payload.LastIndexOf(",\"p\":\"", StringComparison.Ordinal);
            frames.Add((Encoding.UTF8.GetString(frame.EventType.IsEmpty ? frame.ExceptionType : frame.EventType), strip && padding >= 0 ? payload[..padding] + "}" : payload));
            unread = unread[frame.TotalLength..];
        }

        Assert.True(unread.IsEmpty);
        return frames;
    }

    private static List<string> Events(byte[] bytes)
    {
        var events = new List<string>();
        var unread = (ReadOnlySpan<byte>)bytes;
        while (SseReader.TryReadEvent(unread, out var sse))
        {
            events.Add(Encoding.UTF8.GetString(sse.Name) + " " + Encoding.UTF8.GetString(sse.Data));
            unread = unread[sse.TotalLength..];
        }

        Assert.True(unread.IsEmpty);
        return events;
    }
}
