using System.Buffers;
using System.Text;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Sse;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>The events of a streamed answer in each dialect, one element each: <see cref="Deltas"/> pieces of text and what stands around them.</summary>
internal static class FixedStreams
{
    /// <summary>Text events of a stream.</summary>
    public const int Deltas = 32;

    public const string DeltaText = "The parcel left the depot this morning. ";

    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(Dialect dialect, Answer said) => dialect switch
    {
        Dialect.Anthropic => [.. Messages(said).Select(static item => Sse(item.Name, item.Json))],
        Dialect.Invoke => [.. Messages(said).Select(static item => Frame("chunk", Chunk(item.Json)))],
        Dialect.Converse => [.. Converse(said).Select(static item => Frame(item.Name, item.Json))],
        _ => [.. Chat(said).Select(static json => Sse("", json))],
    };

    /// <summary>The event sequence of a streamed message (Anthropic API reference, streaming Messages).</summary>
    private static IEnumerable<(string Name, string Json)> Messages(Answer said)
    {
        yield return ("message_start", $$$$"""
            {"type":"message_start","message":{"id":"{{{{said.MessageId}}}}","type":"message","role":"assistant","model":"{{{{said.Model}}}}","content":[],
            "stop_reason":null,"stop_sequence":null,
            "usage":{"input_tokens":{{{{said.Usage.Input}}}},"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}
            """.ReplaceLineEndings(""));
        yield return ("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        for (var i = 0; i < Deltas; i++)
        {
            yield return ("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{DeltaText}}}"}}""");
        }

        yield return ("content_block_stop", """{"type":"content_block_stop","index":0}""");
        yield return ("message_delta", $$$"""
            {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":{{{said.Usage.Output}}}}}
            """);
        yield return ("message_stop", """{"type":"message_stop"}""");
    }

    /// <summary>The frame sequence of ConverseStream (AWS service model, bedrock-runtime 2026-07-31, ConverseStreamOutput).</summary>
    private static IEnumerable<(string Name, string Json)> Converse(Answer said)
    {
        yield return ("messageStart", """{"role":"assistant"}""");
        for (var i = 0; i < Deltas; i++)
        {
            yield return ("contentBlockDelta", $$$"""{"contentBlockIndex":0,"delta":{"text":"{{{DeltaText}}}"}}""");
        }

        var (input, output) = (said.Usage.Input, said.Usage.Output);
        yield return ("contentBlockStop", """{"contentBlockIndex":0}""");
        yield return ("messageStop", """{"stopReason":"end_turn"}""");
        yield return ("metadata", $$$"""
            {"usage":{"inputTokens":{{{input}}},"outputTokens":{{{output}}},"totalTokens":{{{input + output}}}},"metrics":{"latencyMs":1}}
            """);
    }

    /// <summary>The chunks of a streamed chat completion with <c>include_usage</c> (OpenAI API reference, chat completion chunks).</summary>
    private static IEnumerable<string> Chat(Answer said)
    {
        var head = $$$"""{"id":"chatcmpl-Fixed","object":"chat.completion.chunk","created":1767225600,"model":"{{{FixedAnswers.LocalModel}}}","choices":""";
        yield return head + """[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}""";
        for (var i = 0; i < Deltas; i++)
        {
            yield return head
                + $$$"""[{"index":0,"delta":{"content":"{{{DeltaText}}}"},"logprobs":null,"finish_reason":null}],"usage":null}""";
        }

        var (input, output) = (said.Usage.Input, said.Usage.Output);
        yield return head + """[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}""";
        yield return head
            + $$$"""[],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""";
        yield return "[DONE]";
    }

    /// <summary>An event as InvokeModel wraps it: its JSON in base64 (AWS service model, bedrock-runtime 2026-07-31, PayloadPart).</summary>
    private static string Chunk(string json) => $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}"}""";

    private static ReadOnlyMemory<byte> Sse(string name, string json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        SseWriter.WriteEvent(bytes, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(json));
        return bytes.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Frame(string name, string json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(bytes, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(json));
        return bytes.WrittenMemory;
    }
}
