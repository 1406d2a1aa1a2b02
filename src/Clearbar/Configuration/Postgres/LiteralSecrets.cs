using System.Globalization;
using System.Text.RegularExpressions;

namespace Clearbar.Configuration.Postgres;

/// <summary>
/// Finds secrets that stand in a configuration's text, comments included: whoever can read the database, a dump of it or its history would
/// have them. A configuration names environment variables instead.
/// </summary>
/// <remarks>
/// The forms: Anthropic and OpenAI keys begin with <c>sk-</c>; AWS access key ids with AKIA or ASIA (IAM user guide, "unique identifiers");
/// Bedrock API keys with ABSK or <c>bedrock-api-key-</c> (Bedrock user guide, "API keys"); this gateway's with <c>cb_</c>.
/// </remarks>
public static partial class LiteralSecrets
{
    public static void Find(string text, List<ConfigError> errors)
    {
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            line++;
            foreach (var match in Secret().EnumerateMatches(text.AsSpan()[range]))
            {
                if (match.Length > 0)
                {
                    errors.Add(new ConfigError(
                        string.Create(CultureInfo.InvariantCulture, $"line {line}"),
                        "looks like a secret, and the database would keep it for ever: put it into an environment variable of every replica "
                        + "and name that (keyFrom, secretFrom)"));
                    break;
                }
            }
        }
    }

    [GeneratedRegex(
        @"\bsk-[A-Za-z0-9_-]{16,}|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bABSK[A-Za-z0-9+/=]{20,}|\bbedrock-api-key-[A-Za-z0-9+/=]{8,}"
        + @"|\bcb_[A-Za-z0-9]{44}\b|://[^/\s""@]+:[^/\s""@]+@|\bpassword\s*=|-----BEGIN",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
