namespace Clearbar.Gates.Expressions;

/// <summary><c>not</c>, and the minus before a number.</summary>
internal sealed class NegationNode(ExpressionNode operand, bool isLogical) : ExpressionNode
{
    public override bool IsCondition => isLogical;

    public override bool IsNeverCondition => !isLogical;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var value = operand.Evaluate(evaluation);
        if (isLogical)
        {
            return value.Kind == ExpressionKind.Boolean ? ExpressionValue.Of(value.IsFalse) : value.Not("true or false");
        }

        return value.Kind == ExpressionKind.Number ? ExpressionValue.Of(-value.Number) : value.Not("a number");
    }
}
