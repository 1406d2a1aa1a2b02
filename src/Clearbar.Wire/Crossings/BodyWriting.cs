using System.Text.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>Copies values of one text into another, byte by byte: escapes, number forms and white space stay as they came.</summary>
internal static class BodyWriting
{
    // The bytes have been read as JSON before, so they are not judged again.
    public static void WriteCopy(this Utf8JsonWriter json, BodyNode value) => json.WriteRawValue(value.Raw, skipInputValidation: true);

    public static void WriteCopy(this Utf8JsonWriter json, ReadOnlySpan<byte> name, BodyNode value)
    {
        json.WritePropertyName(name);
        json.WriteCopy(value);
    }

    /// <summary>Copies a value that exists; writes nothing for one that does not.</summary>
    public static void WriteCopyIfThere(this Utf8JsonWriter json, ReadOnlySpan<byte> name, BodyNode value)
    {
        if (value.Exists)
        {
            json.WriteCopy(name, value);
        }
    }

    /// <summary>Copies a member under its own name, escapes of the name included.</summary>
    public static void WriteCopy(this Utf8JsonWriter json, BodyMember member)
    {
        // A name is written through its text, because the writer has no way to take an escaped one.
        json.WritePropertyName(Clearbar.Wire.Json.JsonText.Decode(member.Name));
        json.WriteCopy(member.Value);
    }
}
