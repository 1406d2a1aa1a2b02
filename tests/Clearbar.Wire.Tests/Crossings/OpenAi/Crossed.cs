using System.Text;
using System.Text.Json;
using Clearbar.Wire.Crossings;

namespace Clearbar.Wire.Tests.Crossings.OpenAi;

/// <summary>Runs what a crossing does with a request, an answer or a stream, and checks the contract of the seam on the way.</summary>
internal static class Crossed
{
    public static CrossingReply Reply { get; } = new("req_1", "served", DateTimeOffset.FromUnixTimeSeconds(1700000000), true);

    public static DialectCrossing OpenAiToAnthropic => DialectCrossings.Find(Dialect.OpenAi, Dialect.Anthropic)!;

    public static DialectCrossing AnthropicToOpenAi => DialectCrossings.Find(Dialect.Anthropic, Dialect.OpenAi)!;

    /// <summary>The request in the other dialect, which reads it as valid, and the losses joined with commas.</summary>
    public static (string Body, string Losses) Request(DialectCrossing crossing, string body)
    {
        var losses = new List<string>();
        Assert.True(TryRequest(crossing, body, losses, out var written, out var fault), $"{fault} in {body}");
        Assert.True(
            WireDialects.Of(crossing.Upstream).TryReadRequest(Encoding.UTF8.GetBytes(written), null, null, out var outline, out var unread), $"{unread}: {written}");
        Assert.Equal("target", outline!.Model);
        Assert.Equal(losses.Distinct(), losses);
        Assert.All(losses, loss => Assert.Matches("^[A-Za-z0-9_.?>-]{1,65}$", loss));
        return (written, string.Join(',', losses));
    }

    public static WireFault Fault(DialectCrossing crossing, string body)
    {
        Assert.False(TryRequest(crossing, body, [], out _, out var fault));
        Assert.NotEmpty(fault!.Message);
        return fault;
    }

    public static bool TryRequest(DialectCrossing crossing, string body, List<string> losses, out string written, out WireFault? fault)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(WireDialects.Of(crossing.Client).TryReadRequest(bytes, null, null, out var outline, out var unread), $"{unread}: {body}");
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var done = crossing.TryWriteRequest(output, bytes, outline!, new CrossingTarget("target", 4096), losses, out fault);
        Assert.Equal(done, fault is null);
        written = Encoding.UTF8.GetString(output.WrittenSpan);
        return done;
    }

    public static JsonElement Answer(DialectCrossing crossing, string answer) =>
        Written.Json(output => Assert.True(crossing.TryWriteAnswer(output, Encoding.UTF8.GetBytes(answer), Reply, out var fault), fault?.Message));

    public static WireFault AnswerFault(DialectCrossing crossing, string answer)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.False(crossing.TryWriteAnswer(output, Encoding.UTF8.GetBytes(answer), Reply, out var fault));
        return fault!;
    }

    /// <summary>
    /// Feeds a stream cut at the given positions (ascending) as a relay does. Every consumed length must lie within what was given; nothing may
    /// be written without being consumed, and nothing after the end.
    /// </summary>
    public static (string Text, bool HasEnded, int Consumed) Stream(StreamCrossing crossing, byte[] bytes, params int[] cuts)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var consumed = 0;
        foreach (var end in cuts.Append(bytes.Length))
        {
            while (true)
            {
                var before = output.WrittenCount;
                var hadEnded = crossing.HasEnded;
                var length = crossing.Translate(bytes.AsSpan(consumed, end - consumed), output);
                Assert.InRange(length, 0, end - consumed);
                if (length == 0)
                {
                    Assert.Equal(before, output.WrittenCount);
                    break;
                }

                Assert.False(hadEnded);
                consumed += length;
            }
        }

        return (Encoding.UTF8.GetString(output.WrittenSpan), crossing.HasEnded, consumed);
    }
}
