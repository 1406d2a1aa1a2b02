using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary><c>type</c>: the value is of one of the named types. A number without a fraction is an integer however it is written.</summary>
internal sealed class TypeRule(JsonTypes allowed) : SchemaRule
{
    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation) =>
        (allowed & TypesOf(value)) != JsonTypes.None || evaluation.Fail("type");

    /// <summary>Whether a value of one of these types can hold.</summary>
    public bool MayBe(JsonTypes types) => (allowed & types) != JsonTypes.None;

    private static JsonTypes TypesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Number => IsInteger(value) ? JsonTypes.Number | JsonTypes.Integer : JsonTypes.Number,
        _ => JsonTypes.Null,
    };

    private static bool IsInteger(JsonElement value) => value.TryGetDecimal(out var exact)
        ? exact == decimal.Truncate(exact)
        : value.TryGetDouble(out var wide) && double.IsInteger(wide);
}
