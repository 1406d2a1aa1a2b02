using System.Text;

namespace Clearbar.Wire.Tests.Streams;

/// <summary>Streams of Chat Completions, written by hand after the API reference's examples and what local servers send.</summary>
internal static class OpenAiStreams
{
    private const string Head = """ "id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-x","service_tier":"default" """;

    public static byte[] Text => Sse(
        Chunk("""{"role":"assistant","content":"","refusal":null}"""),
        Chunk("""{"content":"Hello"}"""),
        Chunk("""{"content":", w\u00f6rld \ud83d"}"""),
        ": keep-alive",
        Chunk("""{"content":"\udc4b"}"""),
        Chunk("{}", "\"stop\""),
        $$$"""data: { {{{Head}}},"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":15,"total_tokens":45,"prompt_tokens_details":{"cached_tokens":7,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":4} } }""",
        "data: [DONE]");

    public static byte[] Tools => Sse(
        Chunk("""{"role":"assistant","content":null}"""),
        Chunk("""{"reasoning_content":"hm"}"""),
        Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]}"""),
        Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"location\": \"San"}}]}"""),
        Chunk("""{"tool_calls":[{"function":{"arguments":" Francisco\"}"},"index":0}]}"""),
        Chunk("""{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"now","arguments":""}}]}"""),
        Chunk("{}", "\"tool_calls\""),
        $$$"""data: { {{{Head}}},"choices":[],"usage":{"prompt_tokens":472,"completion_tokens":89,"prompt_tokens_details":null}}""",
        "data: [DONE]");

    /// <summary>Whole calls that all bear index 0, counts in every chunk, and a last reason of <c>stop</c>, as some servers send.</summary>
    public static byte[] Local => Sse(
        """data: {"id":"x","model":"qwen","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}],"usage":{"prompt_tokens":5,"completion_tokens":1}}""",
        """data: {"id":"x","model":"qwen","choices":[{"index":0,"delta":{"tool_calls":[{"id":"c.1","index":0,"function":{"name":"f","arguments":"{}"}}]},"finish_reason":null}],"usage":{"prompt_tokens":5,"completion_tokens":2}}""",
        """data: {"id":"x","model":"qwen","choices":[{"index":0,"delta":{"tool_calls":[{"id":"c.2","index":0,"function":{"name":"g","arguments":"{\"a\":1}"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":9}}""",
        "data: [DONE]");

    public static byte[] Failed =>
    [
        .. Text.AsSpan(0, Encoding.UTF8.GetString(Text).IndexOf("data: [DONE]", StringComparison.Ordinal)),
        .. Sse("""data: {"error":{"message":"Overloaded","type":"server_error","param":null,"code":"overloaded"}}"""),
    ];

    public static byte[] Sse(params string[] events) => Encoding.UTF8.GetBytes(string.Concat(events.Select(line => line + "\n\n")));

    public static string Chunk(string delta, string finishReason = "null") =>
        $$$"""data: { {{{Head}}},"choices":[{"index":0,"delta":{{{delta}}},"logprobs":null,"finish_reason":{{{finishReason}}}}],"usage":null}""";
}
