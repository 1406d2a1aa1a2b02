using System.Text.RegularExpressions;

namespace Clearbar.Routing.Policies;

/// <summary>
/// What can be seen of an answer without knowing the right one: how long, how many calls, how much of it stands in the request.
/// </summary>
public static partial class AnswerOutline
{
    /// <summary>Named values of about -2 to 2.</summary>
    public static IEnumerable<(string Name, float Value)> Of(string request, string answer)
    {
        var calls = Calls().Count(answer);
        var (grounded, all) = (0, 0);
        foreach (var match in Literals().EnumerateMatches(answer))
        {
            all++;
            var literal = answer.AsSpan(match.Index, match.Length).Trim('\'').Trim('"');
            grounded += request.AsSpan().Contains(literal, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        yield return ("empty", answer.Length == 0 ? 1 : 0);
        yield return ("calls none", calls == 0 ? 1 : 0);
        yield return ("calls one", calls == 1 ? 1 : 0);
        yield return ("calls many", calls > 1 ? (float)Math.Log(calls) : 0);
        yield return ("grounded", all == 0 ? 0 : (float)grounded / all);
        yield return ("ungrounded", Math.Min(2, (all - grounded) / 2f));
        yield return ("literals", (float)Math.Log(1 + all) / 2);
        yield return ("hedging", Hedges().IsMatch(answer) ? 1 : 0);
        yield return ("brackets", answer.StartsWith('[') && answer.EndsWith(']') ? 1 : 0);
    }

    [GeneratedRegex(@"[A-Za-z_][\w.]*\(", RegexOptions.NonBacktracking)]
    private static partial Regex Calls();

    [GeneratedRegex("""'[^'\n]{1,80}'|"[^"\n]{1,80}"|-?\d+(\.\d+)?""", RegexOptions.NonBacktracking)]
    private static partial Regex Literals();

    [GeneratedRegex(
        "unfortunately|cannot|can't|unable|not sure|unclear|sorry|does not|no function",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Hedges();
}
