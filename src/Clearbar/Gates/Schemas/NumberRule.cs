using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary>One bound on a number: <c>minimum</c>, <c>maximum</c>, their exclusive forms, or <c>multipleOf</c>. Other types pass.</summary>
internal sealed class NumberRule(string keyword, JsonElement bound) : SchemaRule
{
    private readonly decimal? _exact = bound.TryGetDecimal(out var exact) ? exact : null;
    private readonly double _wide = bound.GetDouble();

    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        // Decimal first: 0.3 is a multiple of 0.1 there and is not in binary floating point. Double covers what decimal cannot hold.
        var holds = _exact is { } limit && value.TryGetDecimal(out var number)
            ? HoldsExactly(number, limit)
            : HoldsWidely(value.GetDouble());
        return holds || evaluation.Fail(keyword);
    }

    private bool HoldsExactly(decimal number, decimal limit) => keyword switch
    {
        "minimum" => number >= limit,
        "maximum" => number <= limit,
        "exclusiveMinimum" => number > limit,
        "exclusiveMaximum" => number < limit,
        _ => decimal.Remainder(number, limit) == 0,
    };

    private bool HoldsWidely(double number) => keyword switch
    {
        "minimum" => number >= _wide,
        "maximum" => number <= _wide,
        "exclusiveMinimum" => number > _wide,
        "exclusiveMaximum" => number < _wide,
        _ => double.IsInteger(number / _wide),
    };
}
