namespace Clearbar.Gates.Expressions;

/// <summary>A constant.</summary>
internal sealed class LiteralNode(ExpressionValue value) : ExpressionNode
{
    public override bool IsCondition => value.Kind == ExpressionKind.Boolean;

    public override bool IsNeverCondition => value.Kind != ExpressionKind.Boolean;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation) => value;
}
