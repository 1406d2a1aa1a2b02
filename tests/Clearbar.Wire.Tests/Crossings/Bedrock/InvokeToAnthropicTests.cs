using System.Text;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>An InvokeModel body becomes a Messages body with every byte it does not have to change.</summary>
public sealed class InvokeToAnthropicTests
{
    [Fact]
    public void Only_the_members_of_Bedrock_change()
    {
        const string Kept = "\"max_tokens\" : 9, \"messages\":[ {\"role\":\"user\",\"content\":\"Gr\\u00fc\\/ \"} ], \"tools\":[{\"name\":\"f\",\"input_schema\":{\"n\":1.0e2}}]";
        var (body, outline, losses) = Crossed.Request(
            Dialect.Invoke, Dialect.Anthropic, $$"""{ "anthropic_version":"bedrock-2023-05-31", {{Kept}}, "anthropic_beta":["x"],"amazon-bedrock-guardrailConfig":{} }""");

        Assert.Equal($$"""{ {{Kept}},"model":"claude-opus-5" }""", body);
        Assert.Equal(("claude-opus-5", false), (outline.Model, outline.Stream));
        Assert.Equal(["-amazon-bedrock-guardrailConfig"], losses);
    }

    [Fact]
    public void The_path_decides_whether_to_stream()
    {
        const string Body = """{"anthropic_version":"bedrock-2023-05-31","stream":false,"model":"other","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""";

        Assert.Equal(
            """{"stream":true,"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""",
            Crossed.Request(Dialect.Invoke, Dialect.Anthropic, Body, stream: true).Body);
        Assert.Equal(
            """{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"x"}]}""",
            Crossed.Request(Dialect.Invoke, Dialect.Anthropic, Body).Body);
    }

    [Fact]
    public void An_answer_is_the_same_bytes()
    {
        const string Answer = """{ "id":"msg_1","content":[ {"type":"text","text":"\u0041"} ],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2} }""";

        Assert.Equal(Answer, Crossed.Answer(Dialect.Invoke, Dialect.Anthropic, Answer));
    }

    [Fact]
    public void A_model_id_with_odd_characters_stays_one_string()
    {
        const string Body = """{"max_tokens":9,"messages":[{"role":"user","content":"x"}]}""";
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var crossing = Wire.Crossings.DialectCrossings.Find(Dialect.Invoke, Dialect.Anthropic)!;

        Assert.True(crossing.TryWriteRequest(output, Encoding.UTF8.GetBytes(Body), Crossed.OutlineOf(Dialect.Invoke, Body, stream: false), new("a\"b\\c", 1), [], out _));
        Assert.Equal("a\"b\\c", Crossed.Parse(Encoding.UTF8.GetString(output.WrittenSpan)).GetProperty("model").GetString());
    }
}
