using System.Text.Json;

namespace Clearbar.Gates.Expressions;

/// <summary><c>exists(path)</c>: the member is there and not null; with <c>[]</c>, at least one is.</summary>
internal sealed class ExistsNode(MemberPath path) : ExpressionNode
{
    public override bool IsCondition => true;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var found = false;
        path.Visit(evaluation.Root, value =>
        {
            found |= value.ValueKind != JsonValueKind.Null;
            return !found && evaluation.Step();
        });
        return evaluation.GaveUp ? evaluation.TooLong : ExpressionValue.Of(found);
    }
}
