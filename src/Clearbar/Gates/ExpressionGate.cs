using System.Diagnostics.CodeAnalysis;
using Clearbar.Gates.Expressions;
using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary><c>expression</c>: a condition over the answer's JSON holds, for example that a total is the sum of its items.</summary>
public sealed class ExpressionGate : IWatchingGate
{
    private readonly Expression _expression;
    private readonly string? _tool;
    private readonly string _wanted;

    private ExpressionGate(Expression expression, string text, string? tool)
    {
        _expression = expression;
        _wanted = $"that this holds: {text}";
        _tool = tool;
    }

    public string Name => "expression";

    public GateCost Cost => GateCost.Json;

    /// <param name="text">The condition; see <see cref="Expression"/> for its grammar.</param>
    /// <param name="tool">Tool whose input is judged instead of the text; null for the text.</param>
    public static bool TryCreate(
        string text, string? tool, [NotNullWhen(true)] out ExpressionGate? gate, [NotNullWhen(false)] out string? error)
    {
        gate = Expression.TryCompile(text, out var expression, out error) ? new ExpressionGate(expression, text, tool) : null;
        return gate is not null;
    }

    public GateWatch? Watch() => _tool is null ? new JsonWatch(Name) : null;

    public GateVerdict Check(GateInput input)
    {
        var reading = input.Json(_tool);
        if (!reading.HasValue)
        {
            return GateVerdict.Fail(Name, $"expression: {reading.Why}");
        }

        var outcome = _expression.Evaluate(reading.Value, out var reason);
        return outcome == GateOutcome.Pass ? GateVerdict.Pass(Name) : new GateVerdict(outcome, Name, $"expression: {reason}") { Wanted = _wanted };
    }
}
