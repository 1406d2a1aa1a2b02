using System.Globalization;
using System.Text.Json;

namespace Clearbar.Wire.Json;

/// <summary>Turns what went wrong while reading JSON into a fault a client can act upon; never quotes the text.</summary>
internal static class JsonFault
{
    /// <summary>The fault for JSON that the reader refused, with the byte position where it stopped.</summary>
    public static WireFault Malformed(ReadOnlySpan<byte> json, JsonException exception)
    {
        var position = Math.Min(PositionOf(json, exception), json.Length);
        return position == json.Length
            ? new WireFault(Invariant(
                $"The body is not valid JSON: it ends at byte {position} before the object is closed. Send a complete JSON object."))
            : new WireFault(Invariant(
                $"The body is not valid JSON or nests deeper than {JsonCursor.MaxDepth} levels: see byte {position}. Send one object."));
    }

    /// <summary>The fault for an upstream's answer that the reader refused.</summary>
    public static WireFault MalformedAnswer(ReadOnlySpan<byte> json, JsonException exception) =>
        new(Invariant($"The answer is not valid JSON: see byte {Math.Min(PositionOf(json, exception), json.Length)} of {json.Length}."));

    /// <summary>The fault for a body that is not UTF-8.</summary>
    public static WireFault NotUtf8(int position) =>
        new(Invariant($"The body is not valid UTF-8: see byte {position}. Send JSON encoded as UTF-8."));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // The exception counts lines by line feed and bytes within the line, both from zero.
    private static int PositionOf(ReadOnlySpan<byte> json, JsonException exception)
    {
        var start = 0;
        for (var line = exception.LineNumber ?? 0; line > 0; line--)
        {
            start += json[start..].IndexOf((byte)'\n') + 1;
        }

        return start + (int)(exception.BytePositionInLine ?? 0);
    }
}
