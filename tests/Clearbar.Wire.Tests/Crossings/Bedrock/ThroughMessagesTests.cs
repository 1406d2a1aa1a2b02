using System.Text;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Dialects that have no crossing of their own meet in the Messages dialect.</summary>
public sealed class ThroughMessagesTests
{
    [Theory]
    [InlineData(Dialect.Converse, """{"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}}""")]
    [InlineData(Dialect.Invoke, """{"max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""")]
    public void A_request_of_Bedrock_reaches_Chat_Completions(Dialect client, string body)
    {
        var (_, outline, _) = Crossed.Request(client, Dialect.OpenAi, body, stream: true);

        Assert.Equal(("x", 1, true), (outline.LastUserText, outline.ToolCount, outline.Stream));
    }

    [Fact]
    public void A_request_of_Chat_Completions_reaches_Converse()
    {
        const string Body = """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}""";
        var (written, outline, _) = Crossed.Request(Dialect.OpenAi, Dialect.Converse, Body);

        Assert.Equal(("x", 1, 8192), (outline.LastUserText, outline.ToolCount, outline.MaxTokens));
        Crossed.AssertSame("""[{"text":"s"}]""", Crossed.Parse(written).GetProperty("system").GetRawText());
    }

    [Fact]
    public void A_stream_of_Converse_reaches_a_client_of_Chat_Completions()
    {
        var (output, ended) = Crossed.Stream(Dialect.OpenAi, Dialect.Converse, [.. ConverseFrames.Tools.SelectMany(frame => frame)]);
        var answer = StreamRun.Feed(WireDialects.Of(Dialect.OpenAi).CreateStreamReader(), output).Reader.ToAnswer();

        Assert.True(ended);
        Assert.Equal([new ToolCall("tooluse_1", "f", "{\"a\": 1}"), new ToolCall("tooluse_2", "g", "{}")], answer.ToolCalls);
        Assert.Equal((10, 6), (answer.Usage.Prompt, answer.Usage.Output));
    }

    [Theory]
    [InlineData(Dialect.Converse)]
    [InlineData(Dialect.Invoke)]
    public void A_stream_of_Chat_Completions_reaches_a_client_of_Bedrock(Dialect client)
    {
        const string Chunks = """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"hey"},"finish_reason":null}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}

            data: [DONE]


            """;
        var (output, ended) = Crossed.Stream(client, Dialect.OpenAi, Encoding.UTF8.GetBytes(Chunks.ReplaceLineEndings("\n")));
        var reader = StreamRun.Feed(WireDialects.Of(client).CreateStreamReader(), output).Reader;

        Assert.True(ended && reader.IsComplete);
        Assert.Equal(("hey", new TokenUsage(3, 0, 0, 0, 4), StopReason.EndTurn), (reader.ToAnswer().Text, reader.Usage, reader.ToAnswer().StopReason));
    }
}
