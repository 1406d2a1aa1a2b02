namespace Clearbar.Gates.Expressions;

/// <summary>A list written out: <c>["open", "closed"]</c>.</summary>
internal sealed class ListNode(ExpressionNode[] items) : ExpressionNode
{
    public override bool IsNeverCondition => true;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var values = new List<ExpressionValue>(items.Length);
        foreach (var item in items)
        {
            var value = item.Evaluate(evaluation);
            if (value.IsLost)
            {
                return value;
            }

            values.Add(value);
        }

        return ExpressionValue.Of(values);
    }
}
