using System.Buffers;
using System.Text;
using Clearbar.Wire.Crossings;
using Clearbar.Wire.Tests.Streams;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Two crossings in a row do what the one after the other does.</summary>
public sealed class ChainedCrossingTests
{
    [Fact]
    public void A_request_goes_through_both_and_both_report_their_losses()
    {
        const string Body = """{"anthropic_version":"bedrock-2023-05-31","amazon-bedrock-trace":1,"max_tokens":9,"metadata":{},"messages":[{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}""";
        var (body, outline, losses) = Crossed.Request(Dialect.Invoke, Dialect.Converse, Body, stream: true);

        Crossed.AssertSame("""{"inferenceConfig":{"maxTokens":9},"messages":[{"role":"user","content":[{"text":"x"},{"cachePoint":{"type":"default","ttl":"1h"}}]}]}""", body);
        Assert.True(outline.Stream);
        Assert.Equal(["-amazon-bedrock-trace", "-metadata"], losses);
    }

    [Fact]
    public void What_either_cannot_say_is_refused()
    {
        const string Body = """{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"u"}}]}]}""";

        Assert.Equal("messages.0.content.0.source", Crossed.Refusal(Dialect.Invoke, Dialect.Converse, Body).Path);
    }

    [Fact]
    public void An_answer_comes_back_through_both()
    {
        const string Answer = """{"output":{"message":{"content":[{"text":"x"}]}},"stopReason":"max_tokens","usage":{"inputTokens":3,"outputTokens":4,"totalTokens":7}}""";

        Assert.Equal(Crossed.Answer(Dialect.Anthropic, Dialect.Converse, Answer), Crossed.Answer(Dialect.Invoke, Dialect.Converse, Answer));
        Assert.False(DialectCrossings.Find(Dialect.Invoke, Dialect.Converse)!.TryWriteAnswer(new ArrayBufferWriter<byte>(), "{}"u8, Crossed.Reply, out var fault));
        Assert.Equal("output.message.content", fault.Path);
    }

    [Fact]
    public void A_stream_comes_back_through_both_event_by_event()
    {
        var chain = DialectCrossings.Find(Dialect.Invoke, Dialect.Converse)!.CreateStream(Crossed.Reply);
        var output = new ArrayBufferWriter<byte>();
        var written = new List<int>();
        foreach (var frame in ConverseFrames.Text)
        {
            Assert.Equal(0, chain.Translate(frame.AsSpan(0, frame.Length - 1), output));
            Assert.Equal(frame.Length, chain.Translate(frame, output));
            written.Add(output.WrittenCount);
        }

        // All frames but messageStop, which is held until the counts are known, leave something at once.
        Assert.Equal(written.Count - 1, written.Distinct().Count());
        Assert.True(chain.HasEnded);
        Assert.True(StreamRun.Feed(WireDialects.Invoke.CreateStreamReader(), output.WrittenSpan.ToArray()).Reader.IsComplete);
    }

    [Fact]
    public void A_bad_checksum_reaches_the_client_as_its_own_kind_of_error()
    {
        byte[] broken = [.. ConverseFrames.Text[0], .. ConverseFrames.Text[1]];
        broken[^1] ^= 1;
        var (output, ended) = Crossed.Stream(Dialect.Invoke, Dialect.Converse, broken);
        var reader = StreamRun.Feed(WireDialects.Invoke.CreateStreamReader(), output).Reader;

        Assert.True(ended);
        Assert.Equal((ErrorKind.UpstreamFailure, true), (reader.Error?.Kind, reader.ErrorIsRelayable));
    }

    [Fact]
    public void A_request_without_a_limit_gets_the_targets_own()
    {
        var chain = new ChainedCrossing(new Turned(Dialect.OpenAi, Dialect.Converse), DialectCrossings.Find(Dialect.Converse, Dialect.Anthropic)!);
        const string Body = """{"messages":[{"role":"user","content":[{"text":"x"}]}]}""";
        var output = new ArrayBufferWriter<byte>();

        Assert.True(chain.TryWriteRequest(output, Encoding.UTF8.GetBytes(Body), Crossed.OutlineOf(Dialect.Converse, Body, stream: true), Crossed.Target, [], out _));
        Crossed.AssertSame(
            """{"model":"claude-opus-5","max_tokens":8192,"stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal((Dialect.OpenAi, Dialect.Anthropic), (chain.Client, chain.Upstream));
    }

    [Fact]
    public void Crossings_that_do_not_meet_make_no_chain()
    {
        var there = DialectCrossings.Find(Dialect.Converse, Dialect.Anthropic)!;
        var back = DialectCrossings.Find(Dialect.Anthropic, Dialect.Converse)!;

        Assert.Throws<ArgumentException>(() => new ChainedCrossing(there, there));
        Assert.Throws<ArgumentException>(() => new ChainedCrossing(there, back));
    }

    [Fact]
    public void Every_pair_that_meets_in_Messages_is_found_and_always_as_the_same_instance()
    {
        foreach (var client in Enum.GetValues<Dialect>())
        {
            foreach (var upstream in Enum.GetValues<Dialect>())
            {
                var found = DialectCrossings.Find(client, upstream);
                Assert.Same(found, DialectCrossings.Find(client, upstream));
                Assert.True(found is null || (found.Client == client && found.Upstream == upstream));
                Assert.True(client != upstream || found is null);
                var meets = DialectCrossings.Find(client, Dialect.Anthropic) is not null && DialectCrossings.Find(Dialect.Anthropic, upstream) is not null;
                Assert.True(!meets || client == upstream || found is not null, $"{client} to {upstream}");
            }
        }

        Assert.IsType<ChainedCrossing>(DialectCrossings.Find(Dialect.Invoke, Dialect.Converse));
        Assert.Null(DialectCrossings.Find((Dialect)200, Dialect.Anthropic));
        Assert.Null(DialectCrossings.Find(Dialect.Anthropic, Dialect.Invoke));
    }

    [Fact]
    public void Finding_a_crossing_allocates_nothing()
    {
        DialectCrossings.Find(Dialect.Invoke, Dialect.Converse);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < 1000; time++)
        {
            DialectCrossings.Find(Dialect.Invoke, Dialect.Converse);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>Writes what it is given: stands for a dialect whose own crossing is elsewhere.</summary>
    private sealed class Turned(Dialect client, Dialect upstream) : DialectCrossing
    {
        public override Dialect Client => client;

        public override Dialect Upstream => upstream;

        public override bool TryWriteRequest(
            IBufferWriter<byte> output, ReadOnlySpan<byte> body, RequestOutline outline, in CrossingTarget target, ICollection<string> losses, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out WireFault? fault)
        {
            output.Write(body);
            fault = null;
            return true;
        }

        public override bool TryWriteAnswer(IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out WireFault? fault) =>
            throw new NotSupportedException();

        public override StreamCrossing CreateStream(in CrossingReply reply) => throw new NotSupportedException();
    }
}
