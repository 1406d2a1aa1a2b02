using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Dialects.Invoke;

/// <summary>
/// The payload of a <c>chunk</c> event (AWS service model, bedrock-runtime 2026-07-31, PayloadPart).
/// <code>
/// payload = { "bytes": base64 of one Messages event's JSON, ["p": padding], *other }
/// </code>
/// </summary>
internal static class InvokeChunk
{
    public static ReadOnlySpan<byte> EventType => "chunk"u8;

    /// <summary>
    /// Decodes the event's JSON into an array rented from the shared pool, which the caller returns; null when there are no bytes or they are
    /// not base64.
    /// </summary>
    /// <exception cref="JsonException">The payload is not JSON.</exception>
    public static byte[]? Rent(ReadOnlySpan<byte> payload, out int length)
    {
        length = 0;
        var encoded = BytesOf(payload);
        if (encoded.IsEmpty)
        {
            return null;
        }

        if (encoded.IndexOf((byte)'\\') >= 0)
        {
            // Some JSON writers escape '+' or '/'.
            encoded = Encoding.UTF8.GetBytes(JsonText.Decode(encoded));
        }

        var decoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(encoded.Length));
        if (Base64.DecodeFromUtf8(encoded, decoded, out _, out length) == OperationStatus.Done)
        {
            return decoded;
        }

        ArrayPool<byte>.Shared.Return(decoded);
        return null;
    }

    private static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> payload)
    {
        var found = default(ByteRange);
        var cursor = new JsonCursor(payload);
        cursor.Read();
        if (cursor.Token != JsonTokenType.StartObject)
        {
            return default;
        }

        while (cursor.NextMember())
        {
            var isBytes = cursor.Is("bytes"u8);
            cursor.Read();
            if (isBytes && cursor.Token == JsonTokenType.String)
            {
                found = cursor.RawRange;
            }

            cursor.SkipAny();
        }

        return found.Of(payload);
    }
}
