using System.Buffers;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>What the upstream answers and the load generator expects: the same bytes every time, valid in their dialect, with usage.</summary>
internal sealed class FixedAnswers
{
    public const string Model = "claude-haiku-4-5-20251001";

    /// <summary>What the upstream is called where it stands for an OpenAI-compatible server.</summary>
    public const string LocalModel = "bench-local";

    /// <summary>The user whose streams are paced: it stands in the body, which every server in the middle passes on as it is.</summary>
    public const string PacedUser = "paced";

    private readonly Dictionary<(Dialect Dialect, bool Stream), FixedAnswer> _all = [];

    public FixedAnswers()
    {
        foreach (var id in Enum.GetValues<Dialect>())
        {
            var dialect = WireDialects.Of(id);
            var body = new ArrayBufferWriter<byte>();
            dialect.WriteAnswer(body, Said);
            _all.Add((id, false), new FixedAnswer(dialect.AnswerContentType, [body.WrittenMemory]));
            _all.Add((id, true), new FixedAnswer(dialect.StreamContentType, FixedStreams.Of(id, Said)));
        }
    }

    /// <summary>What every answer says, in whatever dialect.</summary>
    public static Answer Said { get; } = new()
    {
        MessageId = "msg_01FixedFixedFixedFixed0",
        Model = Model,
        StopReason = StopReason.EndTurn,
        Text = string.Concat(Enumerable.Repeat(FixedStreams.DeltaText, FixedStreams.Deltas)),
        Usage = new TokenUsage(Input: 2_000, CacheRead: 0, CacheWrite5m: 0, CacheWrite1h: 0, Output: 320),
        UsageIsFinal = true,
    };

    public FixedAnswer Of(Dialect dialect, bool stream) => _all[(dialect, stream)];

    /// <summary>The answer to a request; null for a path that is not a model's.</summary>
    public FixedAnswer? To(string path, ReadOnlySpan<byte> body) => path switch
    {
        "/v1/messages" => Of(Dialect.Anthropic, AsksForStream(body)),
        "/v1/chat/completions" => Of(Dialect.OpenAi, AsksForStream(body)),
        _ when !path.StartsWith("/model/", StringComparison.Ordinal) => null,
        _ => path[(path.LastIndexOf('/') + 1)..] switch
        {
            "converse" => Of(Dialect.Converse, false),
            "converse-stream" => Of(Dialect.Converse, true),
            "invoke" => Of(Dialect.Invoke, false),
            "invoke-with-response-stream" => Of(Dialect.Invoke, true),
            _ => null,
        },
    };

    public static bool AsksForPace(ReadOnlySpan<byte> body) => body.IndexOf("\"user_id\":\"paced\""u8) >= 0;

    private static bool AsksForStream(ReadOnlySpan<byte> body) => body.IndexOf("\"stream\":true"u8) >= 0;
}
