namespace Clearbar.Gates.Expressions;

/// <summary>Members of the answer's JSON; with <c>[]</c> in the path, the list of all that it meets.</summary>
internal sealed class PathNode(MemberPath path) : ExpressionNode
{
    public MemberPath Path => path;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var place = path.ToString();
        if (!path.IsMany)
        {
            return path.TryFind(evaluation.Root, out var found)
                ? ExpressionValue.Read(found, place, evaluation)
                : ExpressionValue.Missing(place);
        }

        var values = new List<ExpressionValue>();
        var whole = path.Visit(evaluation.Root, value =>
        {
            values.Add(ExpressionValue.Read(value, place, evaluation));
            return !evaluation.GaveUp;
        });
        return evaluation.GaveUp ? evaluation.TooLong : whole ? ExpressionValue.Of(values, place) : ExpressionValue.Missing(place);
    }
}
