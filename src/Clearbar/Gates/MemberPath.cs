using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Clearbar.Gates;

/// <summary>
/// Members of a JSON value.
/// <code>
/// path = step *( "." name / "[]" / "[" 1*9DIGIT "]" )
/// step = name / "[]"
/// name = 1*( any character but "." "[" "]" )
/// </code>
/// <c>[]</c> is every item of a list. As with every member path of the gates, a whole path without brackets that is itself a member's name is that
/// member.
/// </summary>
public sealed class MemberPath
{
    private const int MaxSteps = 16;

    private readonly string _text;
    private readonly Step[] _steps;

    private MemberPath(string text, Step[] steps)
    {
        _text = text;
        _steps = steps;
        IsMany = steps.Any(step => step.Kind == StepKind.Items);
    }

    private enum StepKind : byte
    {
        Member,
        Item,
        Items,
    }

    /// <summary>The path has <c>[]</c>, so that it may meet any number of values.</summary>
    public bool IsMany { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out MemberPath? path, [NotNullWhen(false)] out string? error)
    {
        path = null;
        var steps = new List<Step>();
        var at = 0;
        while (at < text.Length && steps.Count <= MaxSteps)
        {
            if (text[at] == '[')
            {
                var end = text.IndexOf(']', at);
                var inside = end < 0 ? default : text.AsSpan((at + 1)..end);
                var index = 0;
                if (end < 0 || (inside.Length > 0 && !int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out index)))
                {
                    error = "must have [] or a number between brackets";
                    return false;
                }

                steps.Add(inside.Length == 0 ? new Step(StepKind.Items, "", 0) : new Step(StepKind.Item, "", index));
                at = end + 1;
                continue;
            }

            at += text[at] == '.' && steps.Count > 0 ? 1 : 0;
            var length = text.AsSpan(at).IndexOfAny(".[]") is var stop and >= 0 ? stop : text.Length - at;
            if (length == 0)
            {
                break;
            }

            steps.Add(new Step(StepKind.Member, text.Substring(at, length), 0));
            at += length;
        }

        if (at < text.Length || steps.Count is 0 or > MaxSteps)
        {
            error = $"must be a path such as total, order.total or items[].amount with at most {MaxSteps} steps";
            return false;
        }

        path = new MemberPath(text, [.. steps]);
        error = null;
        return true;
    }

    /// <summary>The value at a path without <c>[]</c>; of one with, the first.</summary>
    public bool TryFind(JsonElement root, out JsonElement value)
    {
        var found = default(JsonElement);
        var any = false;
        Visit(root, one =>
        {
            found = one;
            any = true;
            return false;
        });
        value = found;
        return any;
    }

    /// <summary>Calls <paramref name="visit"/> with each value in order until it returns false.</summary>
    /// <returns>False when a value on the way was missing or was no list where the path says <c>[]</c>.</returns>
    public bool Visit(JsonElement root, Func<JsonElement, bool> visit)
    {
        if (_steps.Length > 1 && !IsMany && root.ValueKind == JsonValueKind.Object && root.TryGetProperty(_text, out var whole))
        {
            visit(whole);
            return true;
        }

        var complete = true;
        Visit(root, 0, visit, ref complete);
        return complete;
    }

    public override string ToString() => _text;

    private bool Visit(JsonElement value, int at, Func<JsonElement, bool> visit, ref bool whole)
    {
        if (at == _steps.Length)
        {
            return visit(value);
        }

        var step = _steps[at];
        switch (step.Kind)
        {
            case StepKind.Member when value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step.Name, out var member):
                return Visit(member, at + 1, visit, ref whole);
            case StepKind.Item when value.ValueKind == JsonValueKind.Array && step.Index < value.GetArrayLength():
                return Visit(value[step.Index], at + 1, visit, ref whole);
            case StepKind.Items when value.ValueKind == JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (!Visit(item, at + 1, visit, ref whole))
                    {
                        return false;
                    }
                }

                return true;
            default:
                whole = false;
                return true;
        }
    }

    private readonly record struct Step(StepKind Kind, string Name, int Index);
}
