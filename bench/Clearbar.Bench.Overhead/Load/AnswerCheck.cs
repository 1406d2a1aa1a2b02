using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>Compares an answer with what the upstream sent.</summary>
internal static class AnswerCheck
{
    /// <summary>
    /// True when the answer, read as its dialect is read, says what <paramref name="said"/> says: text, stop reason, usage. For answers that were
    /// written in another dialect, whose ids and times are new each time.
    /// </summary>
    public static bool SaysTheSame(ReadOnlySpan<byte> body, Scenario scenario, Answer said)
    {
        var dialect = WireDialects.Of(scenario.Dialect);
        Answer? answer;
        if (scenario.IsStream)
        {
            var reader = dialect.CreateStreamReader();
            reader.Read(body);
            answer = reader.IsComplete && reader.Error is null ? reader.ToAnswer() : null;
        }
        else if (!dialect.TryReadAnswer(body, out answer, out _))
        {
            return false;
        }

        return answer is { UsageIsFinal: true } && answer.Text == said.Text && answer.StopReason == said.StopReason && answer.Usage == said.Usage;
    }

    /// <summary>
    /// True when the bytes are the same, or differ only by SSE comments (a line that begins with a colon, and the blank line after it), which mean
    /// nothing to a client: the gateway tells the cost in one.
    /// </summary>
    public static bool IsRight(ReadOnlySpan<byte> body, ReadOnlySpan<byte> expected)
    {
        if (body.SequenceEqual(expected))
        {
            return true;
        }

        while (!body.IsEmpty)
        {
            if (body[0] == (byte)':')
            {
                var comment = body.IndexOf("\n\n"u8);
                if (comment < 0)
                {
                    return false;
                }

                body = body[(comment + 2)..];
                continue;
            }

            var end = body.IndexOf("\n\n:"u8);
            var same = end < 0 ? body.Length : end + 2;
            if (same > expected.Length || !body[..same].SequenceEqual(expected[..same]))
            {
                return false;
            }

            body = body[same..];
            expected = expected[same..];
        }

        return expected.IsEmpty;
    }
}
