namespace Clearbar.Gates.Expressions;

/// <summary>A function that expressions may call; its operands are there and right before it computes.</summary>
/// <param name="Name">As written.</param>
/// <param name="MinOperands">Fewest operands.</param>
/// <param name="MaxOperands">Most operands.</param>
/// <param name="IsCondition">Its value is true or false.</param>
/// <param name="Compute">Never throws but for overflow.</param>
internal sealed record ExpressionFunction(
    string Name, int MinOperands, int MaxOperands, bool IsCondition, Func<ExpressionValue[], ExpressionEvaluation, ExpressionValue> Compute);
