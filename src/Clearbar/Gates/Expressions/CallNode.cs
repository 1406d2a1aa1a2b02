namespace Clearbar.Gates.Expressions;

/// <summary>A call of a function.</summary>
internal sealed class CallNode(ExpressionFunction function, ExpressionNode[] operands) : ExpressionNode
{
    public override bool IsCondition => function.IsCondition;

    public override bool IsNeverCondition => !function.IsCondition;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var values = new ExpressionValue[operands.Length];
        for (var index = 0; index < operands.Length; index++)
        {
            values[index] = operands[index].Evaluate(evaluation);
            if (values[index].IsLost)
            {
                return values[index];
            }

            // An item that is lost makes the list so: a sum over what could not be read is not a sum.
            if (values[index].Kind == ExpressionKind.List && FirstLost(values[index].List) is { } lost)
            {
                return lost;
            }
        }

        try
        {
            return function.Compute(values, evaluation);
        }
        catch (OverflowException)
        {
            return ExpressionValue.Wrong("a result has more than 28 digits");
        }
    }

    private static ExpressionValue? FirstLost(List<ExpressionValue> list)
    {
        foreach (var item in list)
        {
            if (item.IsLost)
            {
                return item;
            }
        }

        return null;
    }
}
