using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Reads the server-sent events of a Messages stream for a client that takes event stream frames. Whatever is no such event, and an error
/// event, becomes an exception frame with a name the client's SDK models, after which nothing follows (invariant I7).
/// </summary>
internal abstract class SseEventCrossing : StreamCrossing
{
    private bool _started;
    private bool _ended;

    public override bool HasEnded => _ended;

    public override int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output)
    {
        if (_ended || !SseReader.TryReadEvent(unread, out var sse, atStart: !_started))
        {
            return 0;
        }

        _started = true;
        if (sse.HasData)
        {
            try
            {
                Translate(sse, output);
            }
            catch (JsonException)
            {
                Fail(output, "the data of an event is not JSON");
            }
        }

        return sse.TotalLength;
    }

    /// <summary>Translates one event that is neither a ping nor an error.</summary>
    /// <param name="type">What the event is.</param>
    /// <param name="data">The event's JSON, an object.</param>
    /// <param name="output">Receives whole frames.</param>
    protected abstract void Translate(ReadOnlySpan<byte> type, BodyNode data, IBufferWriter<byte> output);

    /// <summary>The answer's last frame has been written.</summary>
    protected void Complete() => _ended = true;

    private void Translate(SseEvent sse, IBufferWriter<byte> output)
    {
        if (!Utf8.IsValid(sse.Data) || !Utf8.IsValid(sse.Name))
        {
            Fail(output, "an event is not UTF-8");
            return;
        }

        using var tree = new BodyTree();
        var data = tree.Read(sse.Data);
        var type = sse.Name.IsEmpty ? data["type"u8].Inner : sse.Name;
        if (type.SequenceEqual("error"u8))
        {
            End(output, Dialects.Anthropic.ErrorReader.ReadStreamError(sse.Data));
        }
        else if (!data.IsObject)
        {
            Fail(output, "the data of an event is not a JSON object");
        }
        else if (!type.SequenceEqual("ping"u8))
        {
            Translate(type, data, output);
        }
    }

    private void Fail(IBufferWriter<byte> output, string what) =>
        End(output, new GatewayError(ErrorKind.UpstreamFailure, $"The upstream's stream is broken: {what}."));

    private void End(IBufferWriter<byte> output, GatewayError error)
    {
        _ended = true;
        Dialects.Bedrock.ErrorWriter.WriteFrame(output, error);
    }
}
