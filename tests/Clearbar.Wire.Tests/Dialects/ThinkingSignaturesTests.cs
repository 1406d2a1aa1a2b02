using System.Text;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Dialects;

/// <summary>A block of thinking is known again by its signature, whichever dialect and whichever JSON writer brings it back.</summary>
public sealed class ThinkingSignaturesTests
{
    [Theory]
    [InlineData("""{"type":"thinking","thinking":"\"signature\"","signature":"Eq+/B"}""")]
    [InlineData("""{"signature":"Eq\u002B\/B","type":"thinking","thinking":"hm"}""")]
    [InlineData("""{"type":"redacted_thinking","data":"Eq+/B"}""")]
    [InlineData("""{"reasoningContent":{"reasoningText":{"text":"data","signature":"Eq+/B"}}}""")]
    [InlineData("""{"reasoningContent":{"redactedContent":"Eq\u002b/B"}}""")]
    public void The_same_signature_has_one_fingerprint(string block) =>
        Assert.Equal(ThinkingSignatures.Fingerprint("Eq+/B"u8), ThinkingSignatures.Of(Encoding.UTF8.GetBytes(block)));

    [Theory]
    [InlineData("""{"type":"thinking","thinking":"hm"}""")]
    [InlineData("""{"type":"thinking","thinking":"hm","signature":""}""")]
    [InlineData("""{"reasoningContent":{"reasoningText":{"text":"hm"}}}""")]
    public void What_is_not_signed_has_none(string block) => Assert.Null(ThinkingSignatures.Of(Encoding.UTF8.GetBytes(block)));

    [Theory]
    [InlineData(Dialect.Anthropic, """{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm","signature":"a"},{"type":"redacted_thinking","data":"b"},{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""")]
    [InlineData(Dialect.Converse, """{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"a"}}},{"reasoningContent":{"redactedContent":"b"}},{"text":"x"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""")]
    public void A_whole_answer_tells_its_signatures(Dialect dialect, string answer)
    {
        Assert.True(WireDialects.Of(dialect).TryReadAnswer(Encoding.UTF8.GetBytes(answer), out var read, out _));
        Assert.Equal([ThinkingSignatures.Fingerprint("a"u8), ThinkingSignatures.Fingerprint("b"u8)], read.ThinkingSignatures);
    }

    [Fact]
    public void A_stream_tells_its_signatures()
    {
        var stream = """
            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"a"}}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"b"}}


            """.ReplaceLineEndings("\n");
        var answer = StreamRun.Feed(WireDialects.Anthropic.CreateStreamReader(), Encoding.UTF8.GetBytes(stream)).Reader.ToAnswer();
        Assert.Equal([ThinkingSignatures.Fingerprint("a"u8), ThinkingSignatures.Fingerprint("b"u8)], answer.ThinkingSignatures);
    }
}
