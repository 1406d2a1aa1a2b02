using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>Invents a string for a string schema: the right format, or plain words of an allowed length.</summary>
internal static class SchemaText
{
    private static readonly string[] s_words =
        ["emulated", "amber", "basalt", "cedar", "delta", "ember", "fjord", "grove", "harbor", "indigo", "juniper", "kelp", "lagoon",
            "meadow"];

    public static string Write(JsonElement schema, SeededDraws draws)
    {
        if (schema.TryGetProperty("format"u8, out var format) && Formatted(format.GetString(), draws) is { } formatted)
        {
            return formatted;
        }

        var minimum = Length(schema, "minLength"u8) ?? 0;
        var maximum = Length(schema, "maxLength"u8) ?? int.MaxValue;
        var text = new StringBuilder(s_words[draws.Below(s_words.Length)]);
        while (text.Length < minimum || draws.Below(3) == 0)
        {
            text.Append(' ').Append(s_words[draws.Below(s_words.Length)]);
        }

        if (text.Length > maximum)
        {
            text.Length = maximum;
        }

        return text.ToString();
    }

    private static string? Formatted(string? format, SeededDraws draws)
    {
        var day = draws.Below(28) + 1;
        return format switch
        {
            "date" => string.Create(CultureInfo.InvariantCulture, $"2026-11-{day:D2}"),
            "time" => string.Create(CultureInfo.InvariantCulture, $"12:{day:D2}:00Z"),
            "date-time" => string.Create(CultureInfo.InvariantCulture, $"2026-11-{day:D2}T12:00:00Z"),
            "duration" => string.Create(CultureInfo.InvariantCulture, $"P{day}D"),
            "email" => string.Create(CultureInfo.InvariantCulture, $"person{day}@example.com"),
            "hostname" => string.Create(CultureInfo.InvariantCulture, $"host{day}.example.com"),
            "uri" => string.Create(CultureInfo.InvariantCulture, $"https://example.com/{day}"),
            "ipv4" => string.Create(CultureInfo.InvariantCulture, $"192.0.2.{day}"),
            "ipv6" => string.Create(CultureInfo.InvariantCulture, $"2001:db8::{day}"),
            "uuid" => string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{draws.Next() & 0xFFFFFFFFFFFF:x12}"),
            _ => null,
        };
    }

    private static int? Length(JsonElement schema, ReadOnlySpan<byte> name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number : null;
}
