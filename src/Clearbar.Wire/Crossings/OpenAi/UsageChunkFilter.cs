using System.Buffers;
using System.Text.Json;
using Clearbar.Wire.Dialects.OpenAi;
using Clearbar.Wire.Json;
using Clearbar.Wire.Sse;

namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>
/// Passes a Chat Completions stream as it is but for the chunk of counts, which has no choices: the gateway asks every upstream for it in
/// order to meter, and a client that did not ask may well stumble over <c>choices[0]</c>.
/// </summary>
/// <param name="requestId">The id the client knows the request by, for the error event of a broken stream.</param>
public sealed class UsageChunkFilter(string requestId) : StreamCrossing
{
    private static readonly JsonNames ChunkNames = new("choices", "usage");

    private bool _started;
    private bool _hasEnded;

    public override bool HasEnded => _hasEnded;

    public override int Translate(ReadOnlySpan<byte> unread, IBufferWriter<byte> output)
    {
        if (_hasEnded || !SseReader.TryReadEvent(unread, out var sse, atStart: !_started))
        {
            return 0;
        }

        _started = true;
        if (!sse.HasData || Passes(sse, output))
        {
            output.Write(unread[..sse.TotalLength]);
        }

        return sse.TotalLength;
    }

    // False when the event was dropped or an error has been written in its place.
    private bool Passes(SseEvent sse, IBufferWriter<byte> output)
    {
        if (sse.Data.SequenceEqual(Words.Done))
        {
            _hasEnded = true;
            return true;
        }

        try
        {
            if (ErrorReader.ReadStreamError(sse.Name, sse.Data, out var isOwnShape) is { } error)
            {
                _hasEnded = true;
                return isOwnShape || End(error, output);
            }

            if (JsonValue.TryParseObject(sse.Data, out var json))
            {
                var chunk = ChunkNames.Of(json);
                return !chunk[1].IsObject || !chunk[0].IsArray || chunk[0].Elements().MoveNext();
            }
        }
        catch (JsonException)
        {
            // Told as the same broken stream below.
        }

        return End(
            new GatewayError(ErrorKind.UpstreamFailure, "The upstream's stream is broken: the data of an event is not a JSON object."),
            output);
    }

    private bool End(GatewayError error, IBufferWriter<byte> output)
    {
        _hasEnded = true;
        WireDialects.OpenAi.WriteStreamError(output, error, requestId);
        return false;
    }
}
