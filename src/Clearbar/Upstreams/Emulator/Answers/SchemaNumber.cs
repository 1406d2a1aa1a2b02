using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>Invents a number inside the bounds of a number schema.</summary>
internal static class SchemaNumber
{
    public static long Integer(JsonElement schema, SeededDraws draws)
    {
        var (low, high) = Bounds(schema, 1m);
        var step = (long)Math.Max(1m, Limit(schema, "multipleOf"u8) ?? 1m);
        var first = (long)Math.Ceiling(low / step) * step;
        var steps = (long)Math.Min(Math.Max(0m, Math.Floor((high - first) / step)), 1_000_000m);
        return first + (draws.Below((int)steps + 1) * step);
    }

    public static decimal Number(JsonElement schema, SeededDraws draws)
    {
        var (low, high) = Bounds(schema, 0.01m);
        if (Limit(schema, "multipleOf"u8) is { } step and > 0)
        {
            var first = Math.Ceiling(low / step) * step;
            var steps = (int)Math.Min(Math.Max(0m, Math.Floor((high - first) / step)), 1_000_000m);
            return first + (draws.Below(steps + 1) * step);
        }

        return low + ((high - low) * draws.Below(1001) / 1000m);
    }

    /// <summary>Inclusive bounds; an exclusive bound moves in by <paramref name="margin"/>, or halfway where the room is less.</summary>
    private static (decimal Low, decimal High) Bounds(JsonElement schema, decimal margin)
    {
        var above = Limit(schema, "exclusiveMinimum"u8);
        var below = Limit(schema, "exclusiveMaximum"u8);
        var low = Limit(schema, "minimum"u8);
        var high = Limit(schema, "maximum"u8);
        if (margin < 1m && above is { } a && (below ?? high) is { } b)
        {
            margin = Math.Min(margin, (b - a) / 4m);
        }

        low = above is { } open ? Math.Max(low ?? decimal.MinValue, Past(open, margin, 1)) : low;
        high = below is { } shut ? Math.Min(high ?? decimal.MaxValue, Past(shut, margin, -1)) : high;
        return (low ?? ((high - 100m) ?? 0m), high ?? ((low + 100m) ?? 100m));
    }

    private static decimal Past(decimal bound, decimal margin, int direction) => margin == 1m
        ? direction > 0 ? Math.Floor(bound) + 1m : Math.Ceiling(bound) - 1m
        : bound + (direction * margin);

    /// <summary>A numeric keyword of a schema, null when absent.</summary>
    public static decimal? Limit(JsonElement schema, ReadOnlySpan<byte> name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            ? number : null;
}
