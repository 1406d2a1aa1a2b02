using System.Text;

namespace Clearbar.Wire.Tests.Streams;

/// <summary>Streams of the Messages dialect, written by hand after the API reference's examples.</summary>
internal static class AnthropicStreams
{
    public static byte[] Text => Sse(
        ("message_start", """{"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-6","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":3000,"cache_read_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":1000,"ephemeral_1h_input_tokens":2000},"output_tokens":1,"service_tier":"standard","inference_geo":"global"}}}"""),
        ("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        ("ping", """{"type": "ping"}"""),
        ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}"""),
        ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":", w\u00f6rld \ud83d"}}"""),
        ("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\udc4b"}}"""),
        ("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        ("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":null,"output_tokens":15}}"""),
        ("message_stop", """{"type":"message_stop"}"""));

    public static byte[] Tools => Sse(
        ("message_start", """{"message":{"id":"msg_02","model":"claude-opus-5","usage":{"input_tokens":472,"output_tokens":2}},"type":"message_start"}"""),
        ("content_block_start", """{"index":0,"content_block":{"type":"thinking","thinking":"","signature":""},"type":"content_block_start"}"""),
        ("content_block_delta", """{"index":0,"delta":{"type":"thinking_delta","thinking":"hm"},"type":"content_block_delta"}"""),
        ("content_block_delta", """{"index":0,"delta":{"type":"signature_delta","signature":"EqQB"},"type":"content_block_delta"}"""),
        ("content_block_stop", """{"index":0,"type":"content_block_stop"}"""),
        ("content_block_start", """{"content_block":{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{}},"index":1,"type":"content_block_start"}"""),
        ("content_block_delta", """{"index":1,"delta":{"type":"input_json_delta","partial_json":""}}"""),
        ("content_block_delta", """{"index":1,"delta":{"type":"input_json_delta","partial_json":"{\"location\": \"San"}}"""),
        ("content_block_delta", """{"index":1,"delta":{"type":"input_json_delta","partial_json":" Francisco\"}"}}"""),
        ("content_block_stop", """{"index":1}"""),
        ("content_block_start", """{"content_block":{"type":"tool_use","id":"toolu_2","name":"now","input":{}},"index":2}"""),
        ("content_block_delta", """{"index":2,"delta":{"type":"input_json_delta","partial_json":""}}"""),
        ("content_block_stop", """{"index":2}"""),
        ("something_new", """{"type":"something_new","x":[1,{"y":2}]}"""),
        ("message_delta", """{"delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":89,"speed":"fast"}}"""),
        ("message_stop", "{}"));

    public static byte[] Overloaded =>
    [
        .. Text.AsSpan(0, Encoding.UTF8.GetString(Text).IndexOf("event: content_block_stop", StringComparison.Ordinal)),
        .. Sse(("error", """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""")),
    ];

    public static byte[] WithCrLf(byte[] stream) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(stream).Replace("\n", "\r\n", StringComparison.Ordinal));

    public static byte[] Sse(params (string Name, string Data)[] events)
    {
        var text = new StringBuilder();
        foreach (var (name, data) in events)
        {
            text.Append("event: ").Append(name).Append("\ndata: ").Append(data).Append("\n\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
