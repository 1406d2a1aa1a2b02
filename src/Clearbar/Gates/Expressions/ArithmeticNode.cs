namespace Clearbar.Gates.Expressions;

/// <summary><c>+ - * / %</c> in decimal: exact as long as a result has at most 28 digits.</summary>
internal sealed class ArithmeticNode(ExpressionNode left, ExpressionNode right, char operation) : ExpressionNode
{
    public override bool IsNeverCondition => true;

    protected override ExpressionValue Compute(ExpressionEvaluation evaluation)
    {
        var first = left.Evaluate(evaluation);
        if (first.Kind != ExpressionKind.Number)
        {
            return first.Not("a number");
        }

        var second = right.Evaluate(evaluation);
        if (second.Kind != ExpressionKind.Number)
        {
            return second.Not("a number");
        }

        if (operation is '/' or '%' && second.Number == 0)
        {
            return ExpressionValue.Wrong(second.Place is null ? "division by zero" : $"division by zero ({second.Place})");
        }

        try
        {
            return ExpressionValue.Of(operation switch
            {
                '+' => first.Number + second.Number,
                '-' => first.Number - second.Number,
                '*' => first.Number * second.Number,
                '/' => first.Number / second.Number,
                _ => first.Number % second.Number,
            });
        }
        catch (OverflowException)
        {
            return ExpressionValue.Wrong("a result has more than 28 digits");
        }
    }
}
