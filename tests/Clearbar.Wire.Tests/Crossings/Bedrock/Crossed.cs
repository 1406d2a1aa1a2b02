using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.Crossings;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Sends text through a crossing as the gateway does, and reads what comes out with the other dialect's own readers.</summary>
internal static class Crossed
{
    public static readonly CrossingReply Reply = new("req_1", "claude-opus-5", DateTimeOffset.UnixEpoch, IncludeUsage: true);

    public static readonly CrossingTarget Target = new("claude-opus-5", 8192);

    /// <summary>The request as the upstream gets it; its own scanner must accept it.</summary>
    public static (string Body, RequestOutline Outline, string[] Losses) Request(Dialect client, Dialect upstream, string body, bool stream = false)
    {
        var losses = new List<string>();
        var (written, fault) = TryRequest(client, upstream, body, losses, stream);
        Assert.Null(fault);
        return (written, OutlineOf(upstream, written, stream), [.. losses]);
    }

    /// <summary>Why the request is refused.</summary>
    public static WireFault Refusal(Dialect client, Dialect upstream, string body)
    {
        var (_, fault) = TryRequest(client, upstream, body, [], stream: false);
        Assert.NotNull(fault);
        return fault;
    }

    public static (string Body, WireFault? Fault) TryRequest(
        Dialect client, Dialect upstream, string body, List<string> losses, bool stream)
    {
        var output = new ArrayBufferWriter<byte>();
        var accepted = DialectCrossings.Find(client, upstream)!.TryWriteRequest(
            output, Encoding.UTF8.GetBytes(body), OutlineOf(client, body, stream), Target, losses, out var fault);
        Assert.Equal(accepted, fault is null);
        return (Encoding.UTF8.GetString(output.WrittenSpan), fault);
    }

    public static RequestOutline OutlineOf(Dialect dialect, string body, bool stream)
    {
        var isInPath = dialect is Dialect.Converse or Dialect.Invoke;
        Assert.True(
            WireDialects.Of(dialect).TryReadRequest(
                Encoding.UTF8.GetBytes(body), isInPath ? "claude-opus-5" : null, isInPath ? stream : null, out var outline, out var fault),
            fault?.ToString());
        return outline!;
    }

    /// <summary>The answer as the client gets it; its own reader must accept it, with the same usage.</summary>
    public static string Answer(Dialect client, Dialect upstream, string answer)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.True(
            DialectCrossings.Find(client, upstream)!.TryWriteAnswer(output, Encoding.UTF8.GetBytes(answer), Reply, out var fault), fault?.ToString());
        Assert.True(WireDialects.Of(upstream).TryReadAnswer(Encoding.UTF8.GetBytes(answer), out var before, out _));
        Assert.True(WireDialects.Of(client).TryReadAnswer(output.WrittenSpan, out var after, out _));
        Assert.Equal(before.Usage, after.Usage);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>
    /// The stream as the client gets it, its bytes arriving in pieces. A stream that ends too early gets the gateway's error event.
    /// </summary>
    public static (byte[] Output, bool Ended) Stream(Dialect client, Dialect upstream, byte[] bytes, params int[] cuts)
    {
        var stream = DialectCrossings.Find(client, upstream)!.CreateStream(Reply);
        var output = new ArrayBufferWriter<byte>();
        var start = 0;
        foreach (var end in cuts.Append(bytes.Length))
        {
            while (stream.Translate(bytes.AsSpan(start, end - start), output) is var consumed and > 0)
            {
                start += consumed;
                Assert.InRange(start, 0, end);
            }
        }

        var ended = stream.HasEnded;
        if (!ended)
        {
            WireDialects.Of(client).WriteStreamError(output, new GatewayError(ErrorKind.UpstreamFailure, "cut"), Reply.RequestId);
        }

        return (output.WrittenSpan.ToArray(), ended);
    }

    public static void AssertSame(string expected, string actual) =>
        Assert.True(JsonElement.DeepEquals(Parse(expected), Parse(actual)), $"expected {expected}\nbut got {actual}");

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 600 });
        return document.RootElement.Clone();
    }
}
