using System.Globalization;
using System.Text.Json;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>The value of one member of an answer, in a form that compares equal where JSON values are equal.</summary>
/// <param name="Kind">What it is in JSON.</param>
/// <param name="Text">The string; a number in its shortest form; a word; empty where there is no member.</param>
public readonly record struct MemberValue(ValueKind Kind, string Text)
{
    /// <summary>The object has no such member.</summary>
    public static MemberValue Absent => new(ValueKind.Absent, "");

    /// <summary>One letter for the kind, then the text: what a recurring value is stored as.</summary>
    public string Name => (char)Kind + Text;

    public static MemberValue OfText(string text) => new(ValueKind.Text, text);

    /// <summary>Null for objects and arrays: nothing that can be copied out of a text.</summary>
    public static MemberValue? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => OfText(value.GetString()!),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => new(ValueKind.Number, Shortest(number)),
        JsonValueKind.True => new(ValueKind.Word, "true"),
        JsonValueKind.False => new(ValueKind.Word, "false"),
        JsonValueKind.Null => new(ValueKind.Word, "null"),
        _ => null,
    };

    /// <summary>Reads what <see cref="Name"/> wrote; null when nothing could have.</summary>
    public static MemberValue? OfName(string name) => name switch
    {
        [(char)ValueKind.Text, ..] => OfText(name[1..]),
        [(char)ValueKind.Number, ..] when decimal.TryParse(name.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            new(ValueKind.Number, Shortest(number)),
        [(char)ValueKind.Word, ..] when name[1..] is "true" or "false" or "null" => new(ValueKind.Word, name[1..]),
        [(char)ValueKind.Absent] => Absent,
        _ => null,
    };

    /// <summary>Writes it as the member of an object; nothing where it is absent.</summary>
    public void WriteTo(Utf8JsonWriter json, string member)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (Kind == ValueKind.Text)
        {
            json.WriteString(member, Text);
        }
        else if (Kind != ValueKind.Absent)
        {
            json.WritePropertyName(member);
            json.WriteRawValue(Text);
        }
    }

    /// <summary>As JSON has it; "absent" where there is no member.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Text => JsonSerializer.Serialize(Text),
        ValueKind.Absent => "absent",
        _ => Text,
    };

    /// <summary>Without zeros behind the last decimal.</summary>
    internal static string Shortest(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
