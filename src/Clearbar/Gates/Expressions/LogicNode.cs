namespace Clearbar.Gates.Expressions;

/// <summary>
/// <c>and</c>, <c>or</c>. What is not known stays so only where it matters: <c>false and missing</c> is false, <c>true or missing</c> is true, on
/// either side. What is wrong on the left stays wrong.
/// </summary>
internal sealed class LogicNode(ExpressionNode left, ExpressionNode right, bool isAnd) : ExpressionNode
{
    public override bool IsCondition => true;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var first = left.Evaluate(evaluation);
        if (Decides(first) || first.Kind == ExpressionKind.Wrong)
        {
            return first;
        }

        var second = right.Evaluate(evaluation);
        if (Decides(second))
        {
            return second;
        }

        if (first.Kind is not (ExpressionKind.Boolean or ExpressionKind.Missing))
        {
            return first.Not("true or false");
        }

        return second.Kind == ExpressionKind.Boolean && first.Kind == ExpressionKind.Missing ? first : Condition(second);
    }

    private static ExpressionValue Condition(ExpressionValue value) => value.Kind == ExpressionKind.Boolean ? value : value.Not("true or false");

    private bool Decides(ExpressionValue value) => isAnd ? value.IsFalse : value.IsTrue;
}
