using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Clearbar.Gates;

/// <summary>Regular expressions whose running time is linear in the answer, whatever the answer is.</summary>
internal static class LinearRegex
{
    /// <summary>Compiles a pattern, or says why it cannot be used.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? error)
    {
        regex = null;
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            error = null;
            return true;
        }
        catch (NotSupportedException)
        {
            error = "needs backtracking (look-around, back-reference or atomic group); rewrite it without";
            return false;
        }
        catch (ArgumentException)
        {
            error = "is not a valid regular expression";
            return false;
        }
    }
}
