using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Streams;

/// <summary>However a stream is cut into pieces, a reader says the same at the end and relays the same bytes.</summary>
public sealed class SplitTests
{
    public static TheoryData<string> Names => [.. All().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_split_in_two_gives_the_same_answer(string name)
    {
        var (dialect, bytes) = All()[name];
        var whole = StreamRun.Feed(dialect.CreateStreamReader(), bytes);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var run = StreamRun.Feed(dialect.CreateStreamReader(), bytes, cut);
            Assert.Equal(whole.Facts, run.Facts);
            Assert.Equal((whole.Relayed, whole.RelayedBeforeLast), (run.Relayed, run.RelayedBeforeLast));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Byte_by_byte_gives_the_same_answer(string name)
    {
        var (dialect, bytes) = All()[name];
        var whole = StreamRun.Feed(dialect.CreateStreamReader(), bytes);
        var run = StreamRun.Feed(dialect.CreateStreamReader(), bytes, [.. Enumerable.Range(0, bytes.Length)]);
        Assert.Equal(whole.Facts, run.Facts);
        Assert.Equal((whole.Relayed, whole.RelayedBeforeLast), (run.Relayed, run.RelayedBeforeLast));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Random_splits_give_the_same_answer(string name)
    {
        var (dialect, bytes) = All()[name];
        var whole = StreamRun.Feed(dialect.CreateStreamReader(), bytes);
        Prop.ForAll(Gen.Choose(0, bytes.Length).ListOf().ToArbitrary(), cuts =>
        {
            var run = StreamRun.Feed(dialect.CreateStreamReader(), bytes, [.. cuts.Order()]);
            Assert.Equal(whole.Facts, run.Facts);
            Assert.Equal((whole.Relayed, whole.RelayedBeforeLast), (run.Relayed, run.RelayedBeforeLast));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_cut_short_is_never_complete(string name)
    {
        var (dialect, bytes) = All()[name];
        var whole = StreamRun.Feed(dialect.CreateStreamReader(), bytes);
        for (var length = 0; length < whole.Relayed; length++)
        {
            var run = StreamRun.Feed(dialect.CreateStreamReader(), bytes[..length]);
            Assert.False(run.Reader.IsComplete);
            Assert.InRange(run.Relayed, 0, whole.RelayedBeforeLast);
        }
    }

    // Whole streams, streams that end in an error, and a stream with a second kind of line end.
    private static Dictionary<string, (WireDialect Dialect, byte[] Bytes)> All()
    {
        var streams = new Dictionary<string, (WireDialect, byte[])>(StringComparer.Ordinal)
        {
            ["anthropic-text"] = (WireDialects.Anthropic, AnthropicStreams.Text),
            ["anthropic-tools"] = (WireDialects.Anthropic, AnthropicStreams.Tools),
            ["anthropic-crlf"] = (WireDialects.Anthropic, AnthropicStreams.WithCrLf(AnthropicStreams.Tools)),
            ["anthropic-overloaded"] = (WireDialects.Anthropic, AnthropicStreams.Overloaded),
            ["openai-text"] = (WireDialects.OpenAi, OpenAiStreams.Text),
            ["openai-tools"] = (WireDialects.OpenAi, OpenAiStreams.Tools),
            ["openai-crlf"] = (WireDialects.OpenAi, AnthropicStreams.WithCrLf(OpenAiStreams.Tools)),
            ["openai-local"] = (WireDialects.OpenAi, OpenAiStreams.Local),
            ["openai-failed"] = (WireDialects.OpenAi, OpenAiStreams.Failed),
            ["converse-capture-basic"] = (WireDialects.Converse, Vector.Bytes("eventstream/agentgateway-converse-basic.bin")),
            ["converse-capture-tool"] = (WireDialects.Converse, Vector.Bytes("eventstream/agentgateway-converse-tool.bin")),
        };
        foreach (var stream in Vector.Json("eventstream/generated-streams.json").GetProperty("cases").EnumerateArray())
        {
            var dialect = stream.Text("api") == "converse" ? WireDialects.Converse : WireDialects.Invoke;
            streams[stream.Text("name")] = (dialect, stream.Hex("streamHex"));
        }

        return streams;
    }
}
