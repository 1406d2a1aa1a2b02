using System.Text;
using Clearbar.Wire.Crossings;
using Clearbar.Wire.Crossings.OpenAi;
using Clearbar.Wire.Tests.Requests;
using Clearbar.Wire.Tests.Streams;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Whatever the cuts, a translated stream is the same; it is whole only when the upstream's was, and an error never looks like an end.</summary>
public sealed class StreamCrossingTests
{
    public static TheoryData<string> Names => [.. All().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_split_in_two_writes_the_same(string name)
    {
        var (make, bytes, _) = All()[name];
        var whole = Crossed.Stream(make(), bytes);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(whole, Crossed.Stream(make(), bytes, cut));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Byte_by_byte_writes_the_same(string name)
    {
        var (make, bytes, _) = All()[name];
        Assert.Equal(Crossed.Stream(make(), bytes), Crossed.Stream(make(), bytes, [.. Enumerable.Range(0, bytes.Length)]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_strict_prefix_of_an_event_is_not_consumed(string name)
    {
        var (make, bytes, _) = All()[name];
        var crossing = make();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var lineEnd = name.EndsWith("crlf", StringComparison.Ordinal) ? "\r\n" : "\n";
        var start = 0;
        for (var end = 0; end <= bytes.Length && !crossing.HasEnded; end++)
        {
            var before = output.WrittenCount;
            var consumed = crossing.Translate(bytes.AsSpan(start, end - start), output);
            if (consumed == 0)
            {
                Assert.Equal(before, output.WrittenCount);
                continue;
            }

            // Everything up to the blank line that ends the event, which no shorter piece had.
            Assert.Equal(end - start, consumed);
            Assert.Equal(consumed, Encoding.UTF8.GetString(bytes, start, consumed).IndexOf(lineEnd + lineEnd, StringComparison.Ordinal) + (2 * lineEnd.Length));
            start = end;
        }

        Assert.True(crossing.HasEnded);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_cut_short_never_looks_whole(string name)
    {
        var (make, bytes, client) = All()[name];
        var whole = Crossed.Stream(make(), bytes);
        for (var length = 0; length < whole.Consumed; length++)
        {
            var cut = Crossed.Stream(make(), bytes[..length]);
            Assert.False(cut.HasEnded);
            var reader = client.CreateStreamReader();
            reader.Read(Encoding.UTF8.GetBytes(cut.Text));
            Assert.False(reader.IsComplete);
            Assert.Null(reader.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_client_reads_what_the_gateway_read(string name)
    {
        var (make, bytes, client) = All()[name];
        var upstream = (client.Id, name.StartsWith("filter", StringComparison.Ordinal)) switch
        {
            (Dialect.OpenAi, false) => WireDialects.Anthropic,
            _ => (WireDialect)WireDialects.OpenAi,
        };
        var read = StreamRun.Feed(upstream.CreateStreamReader(), bytes).Reader;
        var written = StreamRun.Feed(client.CreateStreamReader(), Encoding.UTF8.GetBytes(Crossed.Stream(make(), bytes).Text)).Reader;
        Assert.Equal((read.IsComplete, read.Error), (written.IsComplete, written.Error));
        Assert.Equal(read.ToAnswer().Text, written.ToAnswer().Text);
        Assert.Equal(read.ToAnswer().ToolCalls.Select(call => (call.Name, call.InputJson)), written.ToAnswer().ToolCalls.Select(call => (call.Name, call.InputJson)));
        Assert.Equal(read.ToAnswer().MessageId, written.ToAnswer().MessageId);
        Assert.Equal(read.ToAnswer().Model, written.ToAnswer().Model);
        if (read.IsComplete && !name.StartsWith("filter", StringComparison.Ordinal))
        {
            Assert.Equal((read.Usage.Input, read.Usage.CacheRead, read.Usage.Output), (written.Usage.Input, written.Usage.CacheRead, written.Usage.Output));
            Assert.Equal(read.Usage.CacheWrite5m + read.Usage.CacheWrite1h, written.Usage.CacheWrite5m + written.Usage.CacheWrite1h);
            Assert.True(written.ToAnswer().UsageIsFinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_never_throws_and_never_looks_whole(string name)
    {
        var (make, bytes, client) = All()[name];
        var lastName = client.Id == Dialect.OpenAi && !name.StartsWith("filter", StringComparison.Ordinal) ? "message_stop" : "[DONE]";
        Prop.ForAll(RandomJson.Seeds, seed => AssertSurvives(make(), bytes.ToArray(), client, lastName, new Random(seed))).Check(Config.QuickThrowOnFailure);
    }

    [Theory]
    [InlineData("nonsense\n\n")]
    [InlineData("data: nonsense\n\n")]
    [InlineData("data: []\n\n")]
    [InlineData("data: {\n\n")]
    [InlineData("data: {} x\n\n")]
    public void Data_that_is_no_object_ends_the_stream_with_an_error(string events)
    {
        foreach (var (client, crossing) in new (WireDialect, StreamCrossing)[]
        {
            (WireDialects.OpenAi, Crossed.OpenAiToAnthropic.CreateStream(Crossed.Reply)),
            (WireDialects.Anthropic, Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply)),
            (WireDialects.OpenAi, new UsageChunkFilter("req_1")),
        })
        {
            var (text, ended, consumed) = Crossed.Stream(crossing, Encoding.UTF8.GetBytes(events));
            Assert.Equal(events.Length, consumed);
            Assert.Equal(events.StartsWith("data", StringComparison.Ordinal), ended);
            if (ended)
            {
                var reader = client.CreateStreamReader();
                reader.Read(Encoding.UTF8.GetBytes(text));
                Assert.Equal(ErrorKind.UpstreamFailure, reader.Error!.Kind);
            }
        }
    }

    // A stream of which a few bytes are others is whole for the client only when the upstream's last event is still in it.
    private static void AssertSurvives(StreamCrossing crossing, byte[] bytes, WireDialect client, string lastName, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var at = random.Next(bytes.Length);
            bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : bytes[random.Next(bytes.Length)];
        }

        var reader = client.CreateStreamReader();
        reader.Read(Encoding.UTF8.GetBytes(Crossed.Stream(crossing, bytes).Text));
        Assert.True(!reader.IsComplete || Encoding.UTF8.GetString(bytes).Contains(lastName, StringComparison.Ordinal));
    }

    // Each stream with what translates it and the dialect that must come out.
    private static Dictionary<string, (Func<StreamCrossing> Make, byte[] Bytes, WireDialect Client)> All()
    {
        var streams = new Dictionary<string, (Func<StreamCrossing>, byte[], WireDialect)>(StringComparer.Ordinal);
        foreach (var (name, bytes) in new[]
        {
            ("text", AnthropicStreams.Text), ("tools", AnthropicStreams.Tools), ("crlf", AnthropicStreams.WithCrLf(AnthropicStreams.Tools)),
            ("overloaded", AnthropicStreams.Overloaded),
        })
        {
            streams["openai-from-anthropic-" + name] = (() => Crossed.OpenAiToAnthropic.CreateStream(Crossed.Reply), bytes, WireDialects.OpenAi);
        }

        foreach (var (name, bytes) in new[]
        {
            ("text", OpenAiStreams.Text), ("tools", OpenAiStreams.Tools), ("crlf", AnthropicStreams.WithCrLf(OpenAiStreams.Tools)),
            ("local", OpenAiStreams.Local), ("failed", OpenAiStreams.Failed),
        })
        {
            streams["anthropic-from-openai-" + name] = (() => Crossed.AnthropicToOpenAi.CreateStream(Crossed.Reply), bytes, WireDialects.Anthropic);
            streams["filter-" + name] = (() => new UsageChunkFilter("req_1"), bytes, WireDialects.OpenAi);
        }

        return streams;
    }
}
