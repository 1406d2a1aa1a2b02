using System.Text;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Faults;

/// <summary>One way in which an upstream can misbehave.</summary>
/// <param name="Reply">What it does to a request of a lane; null where the fault does not exist there.</param>
public sealed record Fault(string Name, Func<Lane, RawReply?> Reply)
{
    private static readonly byte[] Html = "<html><body>502 Bad Gateway</body></html>\n"u8.ToArray();

    /// <summary>Every fault of the table, in its order.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("none", Answers.Good),
        new("none, byte by byte", lane => Answers.Good(lane) with { Transport = RawEnd.ByteByByte }),
        new("connect refused", lane => Answers.Good(lane) with { Transport = RawEnd.Refused }),
        new("closed before headers", lane => Answers.Good(lane) with { Transport = RawEnd.ClosedBeforeHeaders }),
        new("reset before headers", lane => Answers.Good(lane) with { Transport = RawEnd.ResetBeforeHeaders }),
        new("400", static lane => Answers.Refusal(lane, Refused.BadRequest)),
        new("401/403 credentials", static lane => Answers.Refusal(lane, Refused.Unknown)),
        new("402/400/429 bill not paid, quota", static lane => Answers.Refusal(lane, Refused.Billing)),
        new("403", static lane => Answers.Refusal(lane, Refused.Forbidden)),
        new("404", static lane => Answers.Refusal(lane, Refused.NotFound)),
        new("408/504 timeout", static lane => Answers.Refusal(lane, Refused.TimedOut)),
        new("409/400 conflict", static lane => Answers.Refusal(lane, Refused.Conflict)),
        new("413", static lane => Answers.Refusal(lane, Refused.TooLarge)),
        new("429", static lane => Answers.Refusal(lane, Refused.Throttled, "retry-after: 7\r\n")),
        new("500", static lane => Answers.Refusal(lane, Refused.Failed)),
        new("424 model error", static lane => lane.UpstreamIsAws ? Answers.Refusal(lane, Refused.ModelFailed) : null),
        new("503/529 overloaded", static lane => Answers.Refusal(lane, Refused.Overloaded)),
        new("502 with a page of HTML", static _ => new RawReply(502, "text/html", Html, RawEnd.Proper)),
        new("429 with an empty body", static _ => new RawReply(429, Answers.Json, [], RawEnd.Proper)),
        new("429, body cut in the middle", lane => Cut(Answers.Refusal(lane, Refused.Throttled), RawEnd.Dropped)),
        new("302 to elsewhere", static _ => new RawReply(302, "text/html", Html, RawEnd.Proper, "location: http://127.0.0.1:1/\r\n")),
        new("200, empty", lane => Answers.Good(lane) with { Body = [] }),
        new("200, empty, dropped", lane => Answers.Good(lane) with { Body = [], Transport = RawEnd.Dropped }),
        new("200, HTML", lane => Answers.Good(lane) with { Body = Html }),
        new("200, other JSON", lane => Answers.Good(lane) with { Body = """{"ok":true}"""u8.ToArray() }),
        new("200, an error object", lane => Answers.Good(lane) with { Body = Answers.Refusal(lane, Refused.Failed).Body }),
        new("JSON cut, dropped", lane => lane.Stream ? null : Cut(Answers.Good(lane), RawEnd.Dropped)),
        new("JSON cut, reset", lane => lane.Stream ? null : Cut(Answers.Good(lane), RawEnd.Reset)),
        new("JSON cut, ended properly", lane => lane.Stream ? null : Cut(Answers.Good(lane), RawEnd.Proper)),
        new("whole JSON, dropped", lane => lane.Stream ? null : Answers.Good(lane) with { Transport = RawEnd.Dropped }),
        Stream("first event only, dropped", static (_, events) => Answers.Join(events[0]), RawEnd.Dropped),
        Stream("cut in mid-event, dropped", static (_, events) => CutIn(events, 3), RawEnd.Dropped),
        Stream("cut in mid-event, reset", static (_, events) => CutIn(events, 3), RawEnd.Reset),
        Stream("cut in mid-event, ended properly", static (_, events) => CutIn(events, 3), RawEnd.Proper),
        Stream("cut in the last event, ended properly", static (_, events) => CutIn(events, events.Length - 1), RawEnd.Proper),
        Stream("cut between events, dropped", static (_, events) => Answers.Join(events[..3]), RawEnd.Dropped),
        Stream("cut between events, ended properly", static (_, events) => Answers.Join(events[..3]), RawEnd.Proper),
        Stream("last event missing, dropped", static (_, events) => Answers.Join(events[..^1]), RawEnd.Dropped),
        Stream("last event missing, ended properly", static (_, events) => Answers.Join(events[..^1]), RawEnd.Proper),
        Stream("whole, dropped after the last event", static (_, events) => Answers.Join(events), RawEnd.Dropped),
        Stream(
            "error event, exception frame",
            static (dialect, events) => [.. Answers.Join(events[..3]), .. Answers.ErrorEvent(dialect)],
            RawEnd.Proper),
        Stream("error event, exception frame first", static (dialect, _) => Answers.ErrorEvent(dialect), RawEnd.Proper),
        Stream(
            "error event, exception, then the rest",
            static (dialect, events) => [.. Answers.Join(events[..3]), .. Answers.ErrorEvent(dialect), .. Answers.Join(events[3..])],
            RawEnd.Proper),
        Stream("garbage in the middle", static (_, events) => [.. Answers.Join(events[..3]), .. Html, .. Answers.Join(events[3..])], RawEnd.Proper),
        Stream(
            "bad CRC or broken JSON",
            static (dialect, events) => Answers.Join([.. events[..2], Damage(dialect, events[2]), .. events[3..]]),
            RawEnd.Proper),
        Stream(
            "bad CRC or broken JSON in the last",
            static (dialect, events) => Answers.Join([.. events[..^1], Damage(dialect, events[^1])]),
            RawEnd.Proper),
        new("a whole answer instead of a stream", lane => lane.Stream
            ? Answers.Good(lane.Upstream, stream: false)
            : null),
        new("a stream instead of a whole answer", lane => lane.Stream
            ? null
            : Answers.Good(lane.Upstream, stream: true)),
    ];

    /// <summary>What an upstream does that only a clock ends.</summary>
    public static IReadOnlyList<Fault> Waits { get; } =
    [
        new("slow first byte", static lane => Answers.Good(lane) with { Transport = RawEnd.Silent }),
        new("JSON stalls", static lane => lane.Stream ? null : Cut(Answers.Good(lane), RawEnd.Stalled)),
        Stream("stall in mid-event", static (_, events) => CutIn(events, 3), RawEnd.Stalled),
        Stream("stall between events", static (_, events) => Answers.Join(events[..3]), RawEnd.Stalled),
        Stream("stall before the last event", static (_, events) => Answers.Join(events[..^1]), RawEnd.Stalled),
    ];

    private static Fault Stream(string name, Func<Dialect, byte[][], byte[]> body, RawEnd end) => new(name, lane => lane.Stream
        ? new RawReply(200, Answers.ContentTypeOf(lane.Upstream, true), body(lane.Upstream, Answers.PiecesOf(lane.Upstream, true)), end)
        : null);

    private static RawReply Cut(RawReply reply, RawEnd end) => reply with { Body = reply.Body[..(reply.Body.Length / 2)], Transport = end };

    private static byte[] CutIn(byte[][] events, int index) => [.. Answers.Join(events[..index]), .. events[index][..(events[index].Length / 2)]];

    /// <summary>A frame gets a wrong checksum, an SSE event broken JSON.</summary>
    private static byte[] Damage(Dialect dialect, byte[] good)
    {
        if (dialect is Dialect.Anthropic or Dialect.OpenAi)
        {
            var text = Encoding.UTF8.GetString(good);
            return Encoding.UTF8.GetBytes(text
                .Replace("data: {", "data: [", StringComparison.Ordinal)
                .Replace("[DONE]", "[DONE", StringComparison.Ordinal));
        }

        byte[] bad = [.. good];
        bad[^1] ^= 0xFF;
        return bad;
    }
}
