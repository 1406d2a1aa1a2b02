using System.Buffers;
using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>Joins the texts of an array of <c>{text}</c> unions into one JSON string, escapes as they came.</summary>
internal static class JoinedText
{
    /// <summary>No part has any text.</summary>
    public static bool IsEmpty(BodyNode parts)
    {
        foreach (var part in parts.Elements)
        {
            if (part["text"u8].IsFilledString)
            {
                return false;
            }
        }

        return true;
    }

    public static void Write(Utf8JsonWriter json, BodyNode parts)
    {
        var elements = parts.Elements;
        if (elements.MoveNext() && !elements.Following.Exists && elements.Current["text"u8] is { IsString: true } only)
        {
            json.WriteCopy(only);
            return;
        }

        var joined = new ArrayBufferWriter<byte>();
        joined.Write("\""u8);
        foreach (var part in parts.Elements)
        {
            joined.Write(part["text"u8].Inner);
        }

        joined.Write("\""u8);
        json.WriteRawValue(joined.WrittenSpan, skipInputValidation: true);
    }
}
