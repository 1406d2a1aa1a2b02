using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>Typed look-ups in a request body that refuse a wrong type with a message naming the field.</summary>
internal static class JsonReading
{
    /// <summary>Finds a member that is present and not null.</summary>
    public static bool Has(this JsonElement element, ReadOnlySpan<byte> name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A string member, null when absent.</summary>
    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Has(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Is(this JsonElement element, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    public static JsonElement Require(this JsonElement element, JsonValueKind kind, string path)
    {
        if (element.ValueKind != kind)
        {
            var expected = kind switch
            {
                JsonValueKind.Array => "a valid list",
                JsonValueKind.Object => "a valid dictionary",
                JsonValueKind.String => "a valid string",
                _ => "a valid value",
            };
            throw new RequestRejectedException($"{path}: Input should be {expected}");
        }

        return element;
    }

    public static int RequireInteger(this JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number)
            ? number
            : throw new RequestRejectedException($"{path}: Input should be a valid integer");

    public static double RequireNumber(this JsonElement element, string path) =>
        element.ValueKind == JsonValueKind.Number
            ? element.GetDouble()
            : throw new RequestRejectedException($"{path}: Input should be a valid number");
}
