using System.Buffers;
using System.Text.RegularExpressions;

namespace Clearbar.Gates.Streaming;

/// <summary>
/// <c>regex</c>: safe when a pattern that does not look at what follows a match has matched; doomed when the pattern begins with <c>^</c> and plain
/// letters, and the text does not.
/// </summary>
/// <remarks>
/// A match in a prefix is a match in the whole unless the pattern says something of what follows it: <c>$ \z \Z \b \B</c>. Look-around, which could as well,
/// is refused by <see cref="LinearRegex"/>. That such a sign may stand where it means a plain character (<c>[$]</c>) costs promptness, not soundness.
/// </remarks>
internal sealed class RegexWatch : GateWatch
{
    /// <summary>The next look comes when the text has grown by a quarter, so that all looks together read it five times and not once per piece.</summary>
    private const int GrowthDivisor = 4;

    /// <summary>What may be a sign of the pattern language; all else stands for itself where no option changes that.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create(@"\*+?|{}[]()^$.#");

    private readonly Regex _pattern;
    private readonly bool _mayPass;
    private readonly string _opening;
    private int _next = 1;

    private RegexWatch(Regex pattern, bool mayPass, string opening)
    {
        _pattern = pattern;
        _mayPass = mayPass;
        _opening = opening;
    }

    /// <summary>Null where nothing can be said of this pattern before the end.</summary>
    public static RegexWatch? Of(Regex pattern)
    {
        var text = pattern.ToString();
        var mayPass = !LooksBehindItsMatch(text);
        var opening = OpeningOf(text);
        return mayPass || opening.Length > 0 ? new RegexWatch(pattern, mayPass, opening) : null;
    }

    protected override void Look(ReadOnlySpan<char> text, int from)
    {
        var compared = Math.Min(text.Length, _opening.Length);
        if (!text[..compared].SequenceEqual(_opening.AsSpan(0, compared)))
        {
            Doom("regex: no match");
        }
        else if (_mayPass && text.Length >= _next)
        {
            _next = text.Length + (text.Length / GrowthDivisor) + 1;
            if (_pattern.IsMatch(text))
            {
                Pass();
            }
        }
    }

    private static bool LooksBehindItsMatch(string pattern)
    {
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] == '$' || (pattern[at] == '\\' && at + 1 < pattern.Length && pattern[++at] is 'z' or 'Z' or 'b' or 'B'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The plain text every match begins with at the text's start; empty where that is not plain to see.</summary>
    private static string OpeningOf(string pattern)
    {
        // A choice, or an option such as (?i), would make the letters mean less than they say.
        if (!pattern.StartsWith('^') || pattern.Contains('|', StringComparison.Ordinal) || pattern.Contains("(?", StringComparison.Ordinal))
        {
            return "";
        }

        var end = pattern.AsSpan(1).IndexOfAny(Signs);
        end = end < 0 ? pattern.Length : end + 1;
        // A quantifier takes the letter before it along.
        return end < pattern.Length && pattern[end] is '*' or '+' or '?' or '{' ? pattern[1..Math.Max(1, end - 1)] : pattern[1..end];
    }
}
