using System.Collections.Frozen;

namespace Clearbar.Gates.Expressions;

/// <summary>
/// The functions of the expression language.
/// <code>
/// sum(list) avg(list) min(list) max(list)   numbers; avg, min and max of an empty list are not known
/// count(list or object)                     items or members
/// len(text or list)                         characters (UTF-16 units) or items
/// abs(x) round(x [, places])                halves away from zero, 0 to 28 places
/// lower(text) trim(text)
/// contains(text or list, part) startsWith(text, part) endsWith(text, part)
/// unique(list)                              no two items are equal
/// days(date)                                days since 0001-01-01, with the fraction of the day
/// exists(path)                              the member is there and not null (read by the parser: its operand must be a path)
/// </code>
/// </summary>
internal static class ExpressionFunctions
{
    public static readonly FrozenDictionary<string, ExpressionFunction> ByName = new ExpressionFunction[]
    {
        new("sum", 1, 1, false, (of, _) => OfNumbers(of[0], list => list.Sum(item => item.Number))),
        new("avg", 1, 1, false, (of, _) => OfSome(of[0], list => list.Sum(item => item.Number) / list.Count)),
        new("min", 1, 1, false, (of, _) => OfSome(of[0], list => list.Min(item => item.Number))),
        new("max", 1, 1, false, (of, _) => OfSome(of[0], list => list.Max(item => item.Number))),
        new("count", 1, 1, false, (of, _) => Count(of[0])),
        new("len", 1, 1, false, (of, _) => of[0].Kind == ExpressionKind.Text ? ExpressionValue.Of(of[0].Text.Length) : Length(of[0])),
        new("abs", 1, 1, false, (of, _) => OfNumber(of[0], Math.Abs)),
        new("round", 1, 2, false, (of, _) => Round(of)),
        new("lower", 1, 1, false, (of, _) => OfText(of[0], text => ExpressionValue.Of(text.ToLowerInvariant()))),
        new("trim", 1, 1, false, (of, _) => OfText(of[0], text => ExpressionValue.Of(text.Trim()))),
        new("contains", 2, 2, true, Contains),
        new("startsWith", 2, 2, true, (of, _) => OfTexts(of, (text, part) => text.StartsWith(part, StringComparison.Ordinal))),
        new("endsWith", 2, 2, true, (of, _) => OfTexts(of, (text, part) => text.EndsWith(part, StringComparison.Ordinal))),
        new("unique", 1, 1, true, Unique),
        new("days", 1, 1, false, (of, _) => OfText(of[0], text => IsoDate.TryRead(text, out var date)
            ? ExpressionValue.Of((decimal)date.UtcTicks / TimeSpan.TicksPerDay)
            : of[0].Not("a date"))),
    }.ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    private static ExpressionValue OfNumber(ExpressionValue value, Func<decimal, decimal> compute) =>
        value.Kind == ExpressionKind.Number ? ExpressionValue.Of(compute(value.Number)) : value.Not("a number");

    private static ExpressionValue OfText(ExpressionValue value, Func<string, ExpressionValue> compute) =>
        value.Kind == ExpressionKind.Text ? compute(value.Text) : value.Not("a text");

    private static ExpressionValue OfTexts(ExpressionValue[] of, Func<string, string, bool> holds) => of[1].Kind == ExpressionKind.Text
        ? OfText(of[0], text => ExpressionValue.Of(holds(text, of[1].Text)))
        : of[1].Not("a text");

    private static ExpressionValue OfNumbers(ExpressionValue value, Func<List<ExpressionValue>, decimal> compute)
    {
        if (value.Kind != ExpressionKind.List)
        {
            return value.Not("a list");
        }

        foreach (var item in value.List)
        {
            if (item.Kind != ExpressionKind.Number)
            {
                return item.Not("a number");
            }
        }

        return ExpressionValue.Of(compute(value.List));
    }

    private static ExpressionValue OfSome(ExpressionValue value, Func<List<ExpressionValue>, decimal> compute) =>
        value is { Kind: ExpressionKind.List, List.Count: 0 } ? ExpressionValue.Missing($"an item of {value.Place ?? "a list"}") : OfNumbers(value, compute);

    private static ExpressionValue Count(ExpressionValue value) =>
        value.Kind == ExpressionKind.Object ? ExpressionValue.Of(value.Object.GetPropertyCount()) : Length(value);

    private static ExpressionValue Length(ExpressionValue value) =>
        value.Kind == ExpressionKind.List ? ExpressionValue.Of(value.List.Count) : value.Not("a list");

    private static ExpressionValue Round(ExpressionValue[] of)
    {
        var places = of.Length == 1 ? ExpressionValue.Of(0m) : of[1];
        return places.Kind == ExpressionKind.Number && places.Number is >= 0 and <= 28 && decimal.IsInteger(places.Number)
            ? OfNumber(of[0], number => Math.Round(number, (int)places.Number, MidpointRounding.AwayFromZero))
            : places.Not("a number of places from 0 to 28");
    }

    private static ExpressionValue Contains(ExpressionValue[] of, ExpressionEvaluation evaluation)
    {
        if (of[0].Kind != ExpressionKind.List)
        {
            return OfTexts(of, (text, part) => text.Contains(part, StringComparison.Ordinal));
        }

        foreach (var item in of[0].List)
        {
            if (ComparisonNode.AreEqual(item, of[1], evaluation))
            {
                return ExpressionValue.Of(true);
            }
        }

        return evaluation.GaveUp ? evaluation.TooLong : ExpressionValue.Of(false);
    }

    private static ExpressionValue Unique(ExpressionValue[] of, ExpressionEvaluation evaluation)
    {
        if (of[0].Kind != ExpressionKind.List)
        {
            return of[0].Not("a list");
        }

        var list = of[0].List;
        for (var right = 1; right < list.Count && !evaluation.GaveUp; right++)
        {
            for (var left = 0; left < right; left++)
            {
                if (ComparisonNode.AreEqual(list[left], list[right], evaluation))
                {
                    return ExpressionValue.Of(false);
                }
            }
        }

        return evaluation.GaveUp ? evaluation.TooLong : ExpressionValue.Of(true);
    }
}
