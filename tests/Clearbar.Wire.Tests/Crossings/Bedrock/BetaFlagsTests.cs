using System.Text;
using Clearbar.Wire.Crossings;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>The beta flags that stand in the body of Bedrock's dialects are found there and nowhere else.</summary>
public sealed class BetaFlagsTests
{
    private const string Invoke = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":"x"}]""";
    private const string Converse = """{"messages":[{"role":"user","content":[{"text":"x"}]}]""";

    [Theory]
    [InlineData(Dialect.Invoke, Invoke + ",\"anthropic_beta\":[\"a\",\"b-\\u0031\"]}", "a|b-1")]
    [InlineData(Dialect.Invoke, Invoke + ",\"anthropic_beta\":\"a, b,\"}", "a|b")]
    [InlineData(Dialect.Invoke, Invoke + ",\"anthropic_beta\":[1,null,\"\",{\"x\":[\"y\"]},\"a\"]}", "a")]
    [InlineData(Dialect.Invoke, Invoke + ",\"anthropic_beta\":null}", "")]
    [InlineData(Dialect.Invoke, Invoke + "}", "")]
    [InlineData(Dialect.Converse, Converse + ",\"additionalModelRequestFields\":{\"top_k\":[1],\"anthropic_beta\":[\"a\"],\"x\":{}}}", "a")]
    [InlineData(Dialect.Converse, Converse + ",\"additionalModelRequestFields\":[\"anthropic_beta\"]}", "")]
    [InlineData(Dialect.Converse, Converse + ",\"anthropic_beta\":[\"a\"]}", "")]
    public void Flags(Dialect dialect, string body, string expected) =>
        Assert.Equal(expected, string.Join('|', BetaFlags.Of(Crossed.OutlineOf(dialect, body, stream: false), Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void A_Messages_request_has_its_flags_in_a_header()
    {
        const string Body = """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}],"anthropic_beta":["a"]}""";

        Assert.Empty(BetaFlags.Of(Crossed.OutlineOf(Dialect.Anthropic, Body, stream: false), Encoding.UTF8.GetBytes(Body)));
    }
}
