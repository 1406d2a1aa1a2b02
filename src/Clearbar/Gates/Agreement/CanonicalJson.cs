using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Clearbar.Gates.Agreement;

/// <summary>
/// One spelling for equal JSON: no white space, members in ordinal order of their names (of equal names the last counts, as parsers read it),
/// numbers by value: 1, 1.0 and 10e-1 are the same, at any precision.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    /// <param name="value">A value whose every string can be read.</param>
    public static string Of(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            Write(json, value);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>
    /// A JSON number by value: without zeros at its ends and without an exponent, unless that would be longer than 40 digits. Exact at any size.
    /// </summary>
    public static string Number(string text)
    {
        var negative = text.StartsWith('-');
        var exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0L;
        // An exponent of more digits than that is no number anyone meant; its spelling stands for it.
        if (exponentAt >= 0 && (text.Length - exponentAt > 12
            || !long.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)))
        {
            return text;
        }

        var mantissa = text.AsSpan()[(negative ? 1 : 0)..(exponentAt < 0 ? text.Length : exponentAt)];
        var dot = mantissa.IndexOf('.');
        exponent -= dot < 0 ? 0 : mantissa.Length - dot - 1;
        var digits = string.Concat(dot < 0 ? mantissa : mantissa[..dot], dot < 0 ? default : mantissa[(dot + 1)..]).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            return "0";
        }

        return (negative ? "-" : "") + Place(significant, exponent + digits.Length - significant.Length);
    }

    // value = digits * 10^exponent
    private static string Place(string digits, long exponent)
    {
        const int Longest = 40;
        if (exponent >= 0)
        {
            return digits.Length + exponent <= Longest ? digits + new string('0', (int)exponent) : Scientific(digits, exponent);
        }

        if (-exponent > Longest)
        {
            return Scientific(digits, exponent);
        }

        var padded = digits.PadLeft((int)-exponent + 1, '0');
        var point = padded.Length + (int)exponent;
        return $"{padded.AsSpan(0, point)}.{padded.AsSpan(point)}";
    }

    private static string Scientific(string digits, long exponent) => string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}");

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }

                json.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    json.WritePropertyName(name);
                    Write(json, member);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.Number:
                json.WriteRawValue(Number(value.GetRawText()));
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
