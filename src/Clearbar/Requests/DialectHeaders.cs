using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>Request headers that belong to a dialect and go on to the upstream; credentials and telemetry never do.</summary>
public static class DialectHeaders
{
    private static readonly string[] Anthropic = ["anthropic-version", "anthropic-beta"];
    private static readonly KeyValuePair<string, string>[] None = [];

    public static IReadOnlyList<KeyValuePair<string, string>> Of(IHeaderDictionary headers, Dialect dialect)
    {
        if (dialect != Dialect.Anthropic)
        {
            return None;
        }

        var passed = new List<KeyValuePair<string, string>>(Anthropic.Length);
        foreach (var name in Anthropic)
        {
            if (headers[name].ToString() is { Length: > 0 } value)
            {
                passed.Add(new KeyValuePair<string, string>(name, value));
            }
        }

        return passed;
    }
}
