using System.Text;
using System.Text.Json;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Dialects.Invoke;

/// <summary>InvokeModel: a Messages body whose model and stream are in the path, and Messages events inside frames.</summary>
public sealed class InvokeDialectTests
{
    private const string Stop = """{"type":"message_stop"}""";

    [Fact]
    public void The_outline_of_a_body_is_that_of_the_same_messages_body()
    {
        var invoke = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"system":"s","tools":[{"name":"t","input_schema":{}}],"messages":[{"role":"user","content":"hi"}]}"""u8;

        Assert.True(WireDialects.Invoke.TryReadRequest(invoke, "eu.anthropic.claude-sonnet-5", true, out var outline, out var fault), fault?.Message);
        Assert.True(WireDialects.Anthropic.TryReadRequest(invoke, "m", false, out var messages, out _));
        Assert.Equal((Dialect.Invoke, "eu.anthropic.claude-sonnet-5", true, 9), (outline!.Dialect, outline.Model, outline.Stream, outline.MaxTokens));
        Assert.Equal(
            (messages!.SystemFingerprint, messages.ToolsFingerprint, messages.TextBytes, messages.LastUserText),
            (outline.SystemFingerprint, outline.ToolsFingerprint, outline.TextBytes, outline.LastUserText));
        Assert.True(outline.TryGetMember("anthropic_version", out _));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", "max_tokens")]
    [InlineData("""{"max_tokens":1}""", "messages")]
    [InlineData("[]", null)]
    public void A_body_without_what_is_required_is_a_fault(string body, string? path)
    {
        Assert.False(WireDialects.Invoke.TryReadRequest(Encoding.UTF8.GetBytes(body), "m", false, out _, out var fault));
        Assert.Equal(path, fault!.Path);
    }

    [Fact]
    public void The_stream_made_with_the_aws_codec_is_read_whole()
    {
        var run = StreamRun.Feed(WireDialects.Invoke.CreateStreamReader(), Generated("invoke-text"));
        var answer = run.Reader.ToAnswer();

        Assert.True(run.Reader.IsComplete);
        Assert.NotEmpty(answer.Text);
        Assert.True(answer.Usage.Input > 0 && answer.Usage.Output > 0);
        Assert.True(answer.UsageIsFinal);
        Assert.Equal(StopReason.EndTurn, answer.StopReason);
    }

    [Fact]
    public void An_exception_frame_is_an_error_that_clients_understand_as_it_is()
    {
        var reader = StreamRun.Feed(WireDialects.Invoke.CreateStreamReader(), Generated("invoke-model-stream-error")).Reader;

        Assert.Equal(new GatewayError(ErrorKind.UpstreamFailure, "The model returned an error."), reader.Error);
        Assert.True(reader.ErrorIsRelayable);
        Assert.False(reader.IsComplete);
    }

    [Theory]
    [InlineData("""{"p":"abc"}""")]
    [InlineData("""{"bytes":""}""")]
    [InlineData("""{"bytes":"%%%"}""")]
    [InlineData("""{"bytes":7}""")]
    [InlineData("""{"bytes":"bm8ganNvbg=="}""")]
    [InlineData("""{"bytes":"W10="}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    public void A_chunk_without_a_message_event_breaks_the_stream_and_is_not_relayed(string payload)
    {
        var good = Chunk("""{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":1,"output_tokens":1}}}""");
        var bytes = (byte[])[.. good, .. Frame("chunk", payload), .. Chunk(Stop)];
        var reader = WireDialects.Invoke.CreateStreamReader();

        Assert.Equal((good.Length, good.Length), reader.Read(bytes));
        Assert.Equal(ErrorKind.UpstreamFailure, reader.Error!.Kind);
        Assert.False(reader.ErrorIsRelayable);
        Assert.False(reader.IsComplete);
    }

    [Fact]
    public void An_error_event_inside_a_chunk_is_told_as_an_exception_because_aws_clients_know_no_other()
    {
        var reader = WireDialects.Invoke.CreateStreamReader();
        reader.Read(Chunk("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""));

        Assert.Equal(new GatewayError(ErrorKind.Overloaded, "The upstream ended the stream with an error of kind Overloaded."), reader.Error);
        Assert.False(reader.ErrorIsRelayable);
    }

    [Fact]
    public void A_bad_checksum_breaks_the_stream()
    {
        var bytes = Generated("invoke-text");
        bytes[^1] ^= 1;
        var run = StreamRun.Feed(WireDialects.Invoke.CreateStreamReader(), bytes);

        Assert.Contains("checksum", run.Reader.Error!.Message, StringComparison.Ordinal);
        Assert.False(run.Reader.IsComplete);
    }

    [Fact]
    public void Frames_of_other_types_pass_by_and_escaped_base64_is_read()
    {
        var json = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ÿ???>>>"}}""";
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        Assert.Contains('/', base64);
        var escaped = base64.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal);
        var bytes = (byte[])[.. Frame("somethingNew", "{}"), .. Frame("chunk", $$"""{"bytes":"{{escaped}}"}"""), .. Chunk(Stop)];

        var run = StreamRun.Feed(WireDialects.Invoke.CreateStreamReader(), bytes);

        Assert.True(run.Reader.IsComplete, run.Reader.Error?.Message);
        Assert.Equal("ÿ???>>>", run.Reader.ToAnswer().Text);
    }

    [Fact]
    public void A_written_stream_is_chunks_with_padding_and_the_last_one_carries_the_metrics()
    {
        var answer = new Answer { Text = "x", Usage = new TokenUsage(1, 2, 3, 4, 5) };
        var bytes = Written.By(output => WireDialects.Invoke.WriteAnswerStream(output, answer)).AsSpan();
        var events = new List<JsonElement>();
        while (!bytes.IsEmpty)
        {
            Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(bytes, out var frame));
            Assert.Equal("chunk", Encoding.UTF8.GetString(frame.EventType));
            using var payload = JsonDocument.Parse(frame.Payload.ToArray());
            Assert.StartsWith(payload.RootElement.Text("p"), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", StringComparison.Ordinal);
            using var inner = JsonDocument.Parse(payload.RootElement.GetProperty("bytes").GetBytesFromBase64());
            events.Add(inner.RootElement.Clone());
            bytes = bytes[frame.TotalLength..];
        }

        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(item => item.Text("type")));
        Assert.Equal(
            """{"inputTokenCount":1,"outputTokenCount":5,"invocationLatency":0,"firstByteLatency":0,"cacheReadInputTokenCount":2,"cacheWriteInputTokenCount":7}""",
            events[^1].GetProperty("amazon-bedrock-invocationMetrics").GetRawText());
    }

    private static byte[] Generated(string name) =>
        Vector.Json("eventstream/generated-streams.json").GetProperty("cases").Named(name).Hex("streamHex");

    private static byte[] Chunk(string json) => Frame("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"ab"}""");

    private static byte[] Frame(string type, string payload) =>
        Written.By(output => EventStreamWriter.WriteEvent(output, Encoding.UTF8.GetBytes(type), Encoding.UTF8.GetBytes(payload)));
}
