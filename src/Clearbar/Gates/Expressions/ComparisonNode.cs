using System.Text.Json;

namespace Clearbar.Gates.Expressions;

/// <summary><c>== != &lt; &lt;= &gt; &gt;= in</c>. Values of different types are never equal, and have no order.</summary>
internal sealed class ComparisonNode(ExpressionNode left, ExpressionNode right, string operation) : ExpressionNode
{
    public override bool IsCondition => true;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var first = left.Evaluate(evaluation);
        if (first.IsLost)
        {
            return first;
        }

        var second = right.Evaluate(evaluation);
        if (second.IsLost)
        {
            return second;
        }

        switch (operation)
        {
            case "==" or "!=":
                return Equality(first, second, evaluation);
            case "in":
                return second.Kind == ExpressionKind.List ? IsIn(first, second.List, evaluation) : second.Not("a list");
            default:
                return Order(first, second);
        }
    }

    private ExpressionValue Equality(ExpressionValue first, ExpressionValue second, ExpressionEvaluation evaluation)
    {
        var equal = AreEqual(first, second, evaluation);
        return evaluation.GaveUp ? evaluation.TooLong : ExpressionValue.Of(equal == (operation == "=="));
    }

    private static ExpressionValue IsIn(ExpressionValue value, List<ExpressionValue> list, ExpressionEvaluation evaluation)
    {
        var found = false;
        foreach (var item in list)
        {
            found |= !found && AreEqual(value, item, evaluation);
        }

        return evaluation.GaveUp ? evaluation.TooLong : ExpressionValue.Of(found);
    }

    private ExpressionValue Order(ExpressionValue first, ExpressionValue second)
    {
        int order;
        if (first.Kind == ExpressionKind.Number)
        {
            if (second.Kind != ExpressionKind.Number)
            {
                return second.Not("a number");
            }

            order = first.Number.CompareTo(second.Number);
        }
        else if (first.Kind == ExpressionKind.Text)
        {
            if (second.Kind != ExpressionKind.Text)
            {
                return second.Not("a text");
            }

            order = IsoDate.Compare(first.Text, second.Text);
        }
        else
        {
            return first.Not("a number, a text or a date");
        }

        return ExpressionValue.Of(operation switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        });
    }

    internal static bool AreEqual(ExpressionValue first, ExpressionValue second, ExpressionEvaluation evaluation)
    {
        if (!evaluation.Step() || first.Kind != second.Kind)
        {
            return false;
        }

        switch (first.Kind)
        {
            case ExpressionKind.Text:
                return string.Equals(first.Text, second.Text, StringComparison.Ordinal);
            case ExpressionKind.Object:
                return JsonElement.DeepEquals(first.Object, second.Object);
            case ExpressionKind.List:
                var equal = first.List.Count == second.List.Count;
                for (var index = 0; equal && index < first.List.Count; index++)
                {
                    equal = AreEqual(first.List[index], second.List[index], evaluation);
                }

                return equal;
            default:
                return first.Number == second.Number;
        }
    }
}
