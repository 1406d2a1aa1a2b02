using Clearbar.Gates.Scoring;

namespace Clearbar.Gates;

/// <content>Gates that measure what the answer says, against itself or against the request.</content>
public sealed partial class GateFactory
{
    private void AddLength(LengthGateOptions? length, string key)
    {
        if (length is null)
        {
            return;
        }

        RefuseUnknown(length.Unknown, key, "minChars, maxChars, minWords, maxWords, minLines, maxLines");
        if ((length.MinChars ?? length.MaxChars ?? length.MinWords ?? length.MaxWords ?? length.MinLines ?? length.MaxLines) is null)
        {
            Error(key, "must have at least one of minChars, maxChars, minWords, maxWords, minLines, maxLines");
        }

        CheckBounds(length.MinChars, length.MaxChars, key, "Chars");
        CheckBounds(length.MinWords, length.MaxWords, key, "Words");
        CheckBounds(length.MinLines, length.MaxLines, key, "Lines");
        _gates.Add(new LengthGate(length));
    }

    private void CheckBounds(int? min, int? max, string key, string unit)
    {
        if (min < 0 || max < 0)
        {
            Error($"{key}.{(min < 0 ? "min" : "max")}{unit}", "must be a whole number from 0");
        }
        else if (min > max)
        {
            Error($"{key}.max{unit}", $"must be at least min{unit}, {min}");
        }
    }

    private void AddScore(ScoreGateOptions? score, string key)
    {
        if (score is null)
        {
            return;
        }

        RefuseUnknown(score.Unknown, key, "atLeast, examples, check");
        CheckRange(score.Examples, 20, 1_000_000, $"{key}.examples");
        if (score.AtLeast is not (> 0 and < 1))
        {
            Error($"{key}.atLeast", "must be a chance above 0, below 1");
        }

        if (score.Check is not (null or >= 0.01 and <= 1))
        {
            Error($"{key}.check", "must be a share from 0.01 to 1: what is never let through is never learned of again");
        }

        if (_score is not null)
        {
            Error(key, "a class has one score gate; leave this one out");
        }

        _score = score;
    }

    private void AddToolCall(ToolCallGateOptions? toolCall, string key)
    {
        if (toolCall is not null)
        {
            RefuseUnknown(toolCall.Unknown, key, "required");
            _gates.Add(new ToolCallGate(toolCall.Required));
        }
    }

    private void AddCitations(GateOptions options, string key)
    {
        if (options.Citations is not { } citations)
        {
            return;
        }

        RefuseUnknown(citations.Unknown, key, "member, words, atLeast");
        MemberPath? path = null;
        if (citations.Member is { } member && !MemberPath.TryParse(member, out path, out var error))
        {
            Error($"{key}.member", error);
        }

        CheckRange(citations.Words, 1, 100, $"{key}.words");
        CheckRange(citations.AtLeast, 0, 1000, $"{key}.atLeast");
        _gates.Add(new CitationsGate(path, citations.Words ?? 4, citations.AtLeast ?? 0, options.Tool));
    }

    private void AddExpression(GateOptions options, string key)
    {
        if (options.Expression is null)
        {
            return;
        }

        if (ExpressionGate.TryCreate(options.Expression, options.Tool, out var gate, out var error))
        {
            _gates.Add(gate);
        }
        else
        {
            Error(key, error);
        }
    }

    private void CheckRange(int? value, int from, int to, string key)
    {
        if (value < from || value > to)
        {
            Error(key, $"must be a whole number from {from} to {to}");
        }
    }
}
