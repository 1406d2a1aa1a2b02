using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Clearbar.Wire.Json;

/// <summary>
/// The text of one JSON value inside a body that has been read before, so that it is known to be valid. Absent members and <c>null</c> are
/// both the empty value: no dialect tells them apart.
/// </summary>
internal readonly ref struct JsonValue(ReadOnlySpan<byte> json)
{
    /// <summary>The value's bytes, quotes included; empty when there is no value.</summary>
    public ReadOnlySpan<byte> Json { get; } = json;

    public bool IsAbsent => Json.IsEmpty;

    public bool IsString => Json is [(byte)'"', ..];

    public bool IsObject => Json is [(byte)'{', ..];

    public bool IsArray => Json is [(byte)'[', ..];

    public bool IsTrue => Json is [(byte)'t', ..];

    public bool IsFalse => Json is [(byte)'f', ..];

    /// <summary>The inside of a string, still escaped; empty for any other value.</summary>
    public ReadOnlySpan<byte> Raw => IsString ? Json[1..^1] : default;

    /// <summary>A string without a character that is no white space.</summary>
    public bool IsBlank => IsString && IsWhiteSpace(Raw);

    /// <summary>Reads the one object a text consists of; false when it is another value.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static bool TryParseObject(ReadOnlySpan<byte> json, out JsonValue value)
    {
        value = default;
        var cursor = new JsonCursor(json);
        if (json.IsEmpty || !cursor.Read())
        {
            return false;
        }

        var isObject = cursor.Token == JsonTokenType.StartObject;
        var range = cursor.Skip();
        value = new JsonValue(range.Of(json));

        // Anything after the value is refused here.
        return !cursor.Read() && isObject;
    }

    /// <summary>The string equals this word, escapes included.</summary>
    public bool Is(ReadOnlySpan<byte> word) => IsString && JsonText.AreEqual(Raw, word);

    /// <summary>The string, null for any other value.</summary>
    public string? TextOrNull() => IsString ? JsonText.Decode(Raw) : null;

    /// <summary>The string's text as UTF-8; a view into the body unless it is escaped.</summary>
    public ReadOnlySpan<byte> Utf8() => Raw.IndexOf((byte)'\\') < 0 ? Raw : Encoding.UTF8.GetBytes(JsonText.Decode(Raw));

    public bool TryGetDouble(out double value) => Utf8Parser.TryParse(Json, out value, out var used) && used == Json.Length;

    public bool TryGetInt64(out long value) => Utf8Parser.TryParse(Json, out value, out var used) && used == Json.Length;

    /// <summary>The elements of an array; none for any other value.</summary>
    public JsonElements Elements() => new(this);

    // Stops at the first character that is not white space, so a long text is not decoded to know that it is one.
    private static bool IsWhiteSpace(ReadOnlySpan<byte> raw)
    {
        while (!raw.IsEmpty)
        {
            var used = raw[0] != (byte)'\\' ? 0 : raw[1] == (byte)'u' ? 6 : 2;
            if (used > 0)
            {
                if (!char.IsWhiteSpace(JsonText.Decode(raw[..used])[0]))
                {
                    return false;
                }
            }
            else if (Rune.DecodeFromUtf8(raw, out var rune, out used) != OperationStatus.Done || !Rune.IsWhiteSpace(rune))
            {
                return false;
            }

            raw = raw[used..];
        }

        return true;
    }
}
