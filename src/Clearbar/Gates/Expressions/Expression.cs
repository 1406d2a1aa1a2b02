using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Clearbar.Gates.Expressions;

/// <summary>
/// A condition over a JSON value: arithmetic and cross-field checks in a language too small to do harm.
/// <code>
/// condition  = or
/// or         = and *( "or" and )
/// and        = not *( "and" not )
/// not        = "not" not / comparison
/// comparison = sum [ ( "==" / "!=" / "&lt;" / "&lt;=" / "&gt;" / "&gt;=" / "in" / "not" "in" ) sum ]
/// sum        = product *( ( "+" / "-" ) product )
/// product    = unary *( ( "*" / "/" / "%" ) unary )
/// unary      = "-" unary / primary
/// primary    = number / text / "true" / "false" / "null" / list / call / path / "(" condition ")"
/// list       = "[" condition *( "," condition ) "]"
/// call       = name "(" [ condition *( "," condition ) ] ")"        ; ExpressionFunctions
/// path       = step *( "." name / "[" [ number ] "]" )              ; MemberPath; odd names between backticks
/// step       = name / "[" [ number ] "]"
/// </code>
/// Numbers are decimal, never binary floating point; texts that are both ISO dates are ordered by time. At most 1,000 characters and 32 levels;
/// an evaluation gives up after 200,000 steps. Immutable and safe to share.
/// </summary>
public sealed class Expression
{
    /// <summary>Longest expression in characters.</summary>
    public const int MaxLength = 1000;

    private readonly ExpressionNode _root;
    private readonly string _text;

    private Expression(ExpressionNode root, string text)
    {
        _root = root;
        _text = text;
    }

    /// <summary>Compiles a condition. <paramref name="error"/> says what was wrong and at which character, counted from 1.</summary>
    public static bool TryCompile(string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out string? error)
    {
        expression = null;
        if (text.Length > MaxLength)
        {
            error = $"is longer than {MaxLength} characters; write several gates";
            return false;
        }

        try
        {
            var root = new ExpressionParser(ExpressionTokenizer.Split(text)).Parse();
            error = root.IsNeverCondition ? "must be a condition, for example sum(items[].amount) == total" : null;
            expression = error is null ? new Expression(root, text) : null;
            return expression is not null;
        }
        catch (ExpressionException fault)
        {
            error = fault.Message;
            return false;
        }
    }

    /// <summary>
    /// Whether the condition holds. Unsure where a member it needs is missing; fails where a value has the wrong type or a number cannot be computed
    /// exactly. Never throws.
    /// </summary>
    /// <param name="reason">Names members of the expression, never a value of the JSON; empty for a pass.</param>
    public GateOutcome Evaluate(JsonElement root, out string reason)
    {
        var evaluation = new ExpressionEvaluation(root);
        var value = _root.Evaluate(evaluation);
        value = value.Kind == ExpressionKind.Boolean ? value : value.Not("true or false");
        reason = value.Kind == ExpressionKind.Boolean ? value.IsTrue ? "" : $"{Shown} does not hold" : value.Text;
        return value.Kind switch
        {
            _ when evaluation.GaveUp => GateOutcome.Unsure,
            ExpressionKind.Boolean => value.IsTrue ? GateOutcome.Pass : GateOutcome.Fail,
            ExpressionKind.Missing => GateOutcome.Unsure,
            _ => GateOutcome.Fail,
        };
    }

    private string Shown => _text.Length <= 80 ? _text : $"{_text.AsSpan(0, 77)}...";
}
