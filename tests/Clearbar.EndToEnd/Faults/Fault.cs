using System.Text;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Faults;

/// <summary>One way in which an upstream can misbehave.</summary>
/// <param name="Reply">What it does to a request of a shape; null where the fault does not exist in that shape.</param>
public sealed record Fault(string Name, Func<Shape, RawReply?> Reply)
{
    private static readonly byte[] Html = "<html><body>502 Bad Gateway</body></html>\n"u8.ToArray();

    /// <summary>Every fault of the table, in its order.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("none", Answers.Good),
        new("none, byte by byte", shape => Answers.Good(shape) with { Transport = RawEnd.ByteByByte }),
        new("connect refused", shape => Answers.Good(shape) with { Transport = RawEnd.Refused }),
        new("closed before headers", shape => Answers.Good(shape) with { Transport = RawEnd.ClosedBeforeHeaders }),
        new("reset before headers", shape => Answers.Good(shape) with { Transport = RawEnd.ResetBeforeHeaders }),
        new("400", shape => Answers.Refusal(shape, 400, "invalid_request_error", "ValidationException")),
        new("401/403 credentials", shape => Answers.Refusal(shape, shape.IsConverse() ? 403 : 401, "authentication_error", "UnrecognizedClientException")),
        new("403", shape => Answers.Refusal(shape, 403, "permission_error", "AccessDeniedException")),
        new("404", shape => Answers.Refusal(shape, 404, "not_found_error", "ResourceNotFoundException")),
        new("408/504 timeout", shape => Answers.Refusal(shape, shape.IsConverse() ? 408 : 504, "timeout_error", "ModelTimeoutException")),
        new("413", shape => Answers.Refusal(shape, 413, "request_too_large", "RequestEntityTooLargeException")),
        new("429", shape => Answers.Refusal(shape, 429, "rate_limit_error", "ThrottlingException", "retry-after: 7\r\n")),
        new("500", shape => Answers.Refusal(shape, 500, "api_error", "InternalServerException")),
        new("503/529 overloaded", shape => Answers.Refusal(shape, shape.IsConverse() ? 503 : 529, "overloaded_error", "ServiceUnavailableException")),
        new("502 with a page of HTML", static _ => new RawReply(502, "text/html", Html, RawEnd.Proper)),
        new("429 with an empty body", static _ => new RawReply(429, Answers.Json, [], RawEnd.Proper)),
        new("429, body cut in the middle", shape => Cut(Answers.Refusal(shape, 429, "rate_limit_error", "ThrottlingException"), RawEnd.Dropped)),
        new("302 to elsewhere", static _ => new RawReply(302, "text/html", Html, RawEnd.Proper, "location: http://127.0.0.1:1/\r\n")),
        new("200, empty", shape => Answers.Good(shape) with { Body = [] }),
        new("200, empty, dropped", shape => Answers.Good(shape) with { Body = [], Transport = RawEnd.Dropped }),
        new("200, HTML", shape => Answers.Good(shape) with { Body = Html }),
        new("200, other JSON", shape => Answers.Good(shape) with { Body = """{"ok":true}"""u8.ToArray() }),
        new("200, an error object", shape => Answers.Good(shape) with { Body = Answers.Refusal(shape, 200, "api_error", "").Body }),
        new("JSON cut, dropped", shape => shape.IsStream() ? null : Cut(Answers.Good(shape), RawEnd.Dropped)),
        new("JSON cut, reset", shape => shape.IsStream() ? null : Cut(Answers.Good(shape), RawEnd.Reset)),
        new("JSON cut, ended properly", shape => shape.IsStream() ? null : Cut(Answers.Good(shape), RawEnd.Proper)),
        new("whole JSON, dropped", shape => shape.IsStream() ? null : Answers.Good(shape) with { Transport = RawEnd.Dropped }),
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
        Stream("error event in the middle", static (shape, events) => [.. Answers.Join(events[..3]), .. Answers.ErrorEvent(shape)], RawEnd.Proper),
        Stream("error event first", static (shape, _) => Answers.ErrorEvent(shape), RawEnd.Proper),
        Stream("error event, then the rest", static (shape, events) => [.. Answers.Join(events[..3]), .. Answers.ErrorEvent(shape), .. Answers.Join(events[3..])], RawEnd.Proper),
        Stream("garbage in the middle", static (_, events) => [.. Answers.Join(events[..3]), .. Html, .. Answers.Join(events[3..])], RawEnd.Proper),
        Stream("a damaged event", static (shape, events) => Answers.Join([.. events[..2], Damage(shape, events[2]), .. events[3..]]), RawEnd.Proper),
        Stream("a damaged last event", static (shape, events) => Answers.Join([.. events[..^1], Damage(shape, events[^1])]), RawEnd.Proper),
        new("a whole answer instead of a stream", shape => shape.IsStream()
            ? Answers.Good(shape == Shape.MessagesStream ? Shape.Messages : Shape.Converse)
            : null),
        new("a stream instead of a whole answer", shape => shape.IsStream()
            ? null
            : Answers.Good(shape == Shape.Messages ? Shape.MessagesStream : Shape.ConverseStream)),
    ];

    private static Fault Stream(string name, Func<Shape, byte[][], byte[]> body, RawEnd end) => new(name, shape => shape.IsStream()
        ? new RawReply(200, Answers.ContentTypeOf(shape), body(shape, Answers.PiecesOf(shape)), end)
        : null);

    private static RawReply Cut(RawReply reply, RawEnd end) => reply with { Body = reply.Body[..(reply.Body.Length / 2)], Transport = end };

    private static byte[] CutIn(byte[][] events, int index) => [.. Answers.Join(events[..index]), .. events[index][..(events[index].Length / 2)]];

    /// <summary>A frame gets a wrong checksum, an SSE event broken JSON.</summary>
    private static byte[] Damage(Shape shape, byte[] good)
    {
        if (shape == Shape.MessagesStream)
        {
            return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good).Replace("data: {", "data: [", StringComparison.Ordinal));
        }

        byte[] bad = [.. good];
        bad[^1] ^= 0xFF;
        return bad;
    }
}
