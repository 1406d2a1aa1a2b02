namespace Clearbar.Gates.Expressions;

/// <summary>A part of a compiled expression. Immutable; never throws for any JSON.</summary>
internal abstract class ExpressionNode
{
    /// <summary>It can only be true or false (or not known).</summary>
    public virtual bool IsCondition => false;

    /// <summary>It can never be true or false.</summary>
    public virtual bool IsNeverCondition => false;

    public ExpressionValue Evaluate(ExpressionEvaluation evaluation) => evaluation.Step() ? Compute(evaluation) : evaluation.TooLong;

    protected abstract ExpressionValue Compute(ExpressionEvaluation evaluation);
}
