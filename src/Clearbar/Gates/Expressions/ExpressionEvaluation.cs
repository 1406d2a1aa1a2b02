using System.Text.Json;

namespace Clearbar.Gates.Expressions;

/// <summary>State of one evaluation: the answer's JSON and the bound on work.</summary>
internal sealed class ExpressionEvaluation(JsonElement root)
{
    /// <summary>JSON values read and nodes visited before giving up; a large answer has some ten thousand values.</summary>
    private const int MaxSteps = 200_000;

    private int _steps;

    public JsonElement Root => root;

    public bool GaveUp => _steps > MaxSteps;

    public ExpressionValue TooLong { get; } = ExpressionValue.Wrong("too much to compute");

    public bool Step() => ++_steps <= MaxSteps;
}
