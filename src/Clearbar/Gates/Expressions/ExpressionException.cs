namespace Clearbar.Gates.Expressions;

/// <summary>An expression cannot be compiled. Never leaves <see cref="Expression.TryCompile"/>.</summary>
internal sealed class ExpressionException(int at, string message) : Exception($"at character {at + 1}: {message}");
