using System.Text;
using System.Text.Json;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>Asks a Chat Completions upstream for the counts of a stream, without which the gateway could not meter it.</summary>
public static class StreamUsage
{
    /// <summary>
    /// The edit that makes a streamed Chat Completions request ask for counts and keeps the client's other stream options; null when it
    /// asks already or is not streamed. The answer to a request edited so goes through <see cref="UsageChunkFilter"/>.
    /// </summary>
    public static RequestEdit? EditOf(ReadOnlySpan<byte> body, RequestOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        if (!outline.Stream || outline.WantsStreamUsage)
        {
            return null;
        }

        using var output = new PooledWriter(256);
        using (var json = JsonWriting.Open(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("include_usage"u8, true);
            if (outline.TryGetMember("stream_options", out var member))
            {
                CopyOthers(json, member.Value.Of(body));
            }

            json.WriteEndObject();
        }

        return new RequestEdit.Set("stream_options", Encoding.UTF8.GetString(output.Written));
    }

    private static void CopyOthers(Utf8JsonWriter json, ReadOnlySpan<byte> options)
    {
        var cursor = new JsonCursor(options);
        cursor.Read();
        while (cursor.Token != JsonTokenType.Null && cursor.NextMember())
        {
            var isUsage = cursor.Is("include_usage"u8);
            var name = JsonText.Decode(cursor.Raw);
            var value = cursor.SkipValue().Of(options);
            if (!isUsage)
            {
                json.WritePropertyName(name);
                json.WriteValue(new JsonValue(value));
            }
        }
    }
}
