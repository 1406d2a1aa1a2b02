using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Clearbar.Wire.Json;

/// <summary>How JSON is written to clients: compact, with letters of any script as they are, as the providers do.</summary>
internal static class JsonWriting
{
    // Bodies are application/json or event data, never markup, so only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = JsonCursor.MaxDepth,
    };

    public static Utf8JsonWriter Open(IBufferWriter<byte> output) => new(output, Options);

    /// <summary>Copies a value's bytes as they are: it was read before, so it is known to be valid.</summary>
    public static void WriteValue(this Utf8JsonWriter json, JsonValue value) => json.WriteRawValue(value.Json, skipInputValidation: true);

    /// <summary>Copies a member's value as it is; no member when there is no value.</summary>
    public static void WriteMember(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonValue value)
    {
        if (!value.IsAbsent)
        {
            json.WritePropertyName(name);
            json.WriteValue(value);
        }
    }
}
