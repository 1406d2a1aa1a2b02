using System.Globalization;
using System.Text.Json;

namespace Clearbar.Gates.Expressions;

/// <summary>One value while an expression is evaluated.</summary>
internal readonly struct ExpressionValue
{
    private readonly object? _content;

    private ExpressionValue(ExpressionKind kind, object? content = null, decimal number = 0, string? place = null)
    {
        Kind = kind;
        Number = number;
        Place = place;
        _content = content;
    }

    public static ExpressionValue Null { get; } = new(ExpressionKind.Null);

    public ExpressionKind Kind { get; }

    /// <summary>A number; 1 and 0 for a boolean.</summary>
    public decimal Number { get; }

    /// <summary>The path it was read from, as configured; null for what was computed.</summary>
    public string? Place { get; }

    /// <summary>The text; for <see cref="ExpressionKind.Wrong"/> and <see cref="ExpressionKind.Missing"/> what to tell.</summary>
    public string Text => (string)_content!;

    public List<ExpressionValue> List => (List<ExpressionValue>)_content!;

    public JsonElement Object => (JsonElement)_content!;

    public bool IsTrue => Kind == ExpressionKind.Boolean && Number != 0;

    public bool IsFalse => Kind == ExpressionKind.Boolean && Number == 0;

    /// <summary>There is no value: missing or wrong.</summary>
    public bool IsLost => Kind is ExpressionKind.Missing or ExpressionKind.Wrong;

    public static ExpressionValue Of(bool value) => new(ExpressionKind.Boolean, number: value ? 1 : 0);

    public static ExpressionValue Of(decimal value, string? place = null) => new(ExpressionKind.Number, number: value, place: place);

    public static ExpressionValue Of(string value, string? place = null) => new(ExpressionKind.Text, value, place: place);

    public static ExpressionValue Of(List<ExpressionValue> items, string? place = null) => new(ExpressionKind.List, items, place: place);

    public static ExpressionValue Missing(string place) => new(ExpressionKind.Missing, $"{place} missing", place: place);

    /// <param name="what">Why, without text of the answer.</param>
    public static ExpressionValue Wrong(string what) => new(ExpressionKind.Wrong, what);

    /// <summary>The value has another type than it must have here.</summary>
    public ExpressionValue Not(string wanted) => IsLost ? this : Wrong($"{Place ?? "a value"} is not {wanted}");

    /// <summary>Reads a JSON value; a number that decimal cannot hold exactly is wrong rather than rounded.</summary>
    public static ExpressionValue Read(JsonElement json, string place, ExpressionEvaluation evaluation)
    {
        if (!evaluation.Step())
        {
            return evaluation.TooLong;
        }

        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return new ExpressionValue(ExpressionKind.Boolean, number: json.ValueKind == JsonValueKind.True ? 1 : 0, place: place);
            case JsonValueKind.Number:
                return TryReadExact(json.GetRawText(), out var number) ? Of(number, place) : Wrong($"{place} has more than 28 digits");
            case JsonValueKind.String:
                return Of(json.GetString()!, place);
            case JsonValueKind.Array:
                var items = new List<ExpressionValue>(json.GetArrayLength());
                foreach (var item in json.EnumerateArray())
                {
                    items.Add(Read(item, place, evaluation));
                }

                return Of(items, place);
            case JsonValueKind.Object:
                return new ExpressionValue(ExpressionKind.Object, json, place: place);
            default:
                return new ExpressionValue(ExpressionKind.Null, place: place);
        }
    }

    /// <summary>Parsing rounds what has too many digits; 28 significant ones always fit, so anything longer is refused.</summary>
    public static bool TryReadExact(string text, out decimal number)
    {
        var digits = 0;
        foreach (var current in text)
        {
            if (current is 'e' or 'E')
            {
                break;
            }

            digits += char.IsAsciiDigit(current) && (digits > 0 || current != '0') ? 1 : 0;
        }

        // A small exponent would be rounded away to zero or fewer digits; writing the number again shows whether that happened.
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && digits <= 28 && (digits == 0) == (number == 0) && (text.AsSpan().IndexOfAny('e', 'E') < 0 || KeepsDigits(text, number));
    }

    private static bool KeepsDigits(string text, decimal number)
    {
        var mantissa = text[..text.AsSpan().IndexOfAny('e', 'E')];
        return string.Equals(Digits(mantissa), Digits(number.ToString(CultureInfo.InvariantCulture)), StringComparison.Ordinal);

        static string Digits(string of) => string.Concat(of.Where(char.IsAsciiDigit)).Trim('0');
    }
}
