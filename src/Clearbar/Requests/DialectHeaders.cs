using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>Request headers that belong to a dialect and go on to the upstream; credentials and telemetry never do.</summary>
public static class DialectHeaders
{
    private static readonly string[] Anthropic = ["anthropic-version", "anthropic-beta"];

    // AWS service model, bedrock-runtime 2026-07-31, InvokeModel and InvokeModelWithResponseStream: what Converse says in its body, InvokeModel
    // says in headers. X-Amzn-Bedrock-Accept is the streaming operation's word for Accept.
    private static readonly string[] Invoke =
    [
        "x-amzn-bedrock-accept",
        "x-amzn-bedrock-trace",
        "x-amzn-bedrock-guardrailidentifier",
        "x-amzn-bedrock-guardrailversion",
        "x-amzn-bedrock-performanceconfig-latency",
        "x-amzn-bedrock-service-tier",
        "x-amzn-bedrock-request-metadata",
    ];

    /// <summary>The client's beta flags as it sent them; null when it sent none.</summary>
    public static string? BetasOf(IHeaderDictionary headers) => headers["anthropic-beta"].ToString() is { Length: > 0 } betas ? betas : null;

    /// <param name="leftOut">Beta flags that are not passed on.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IHeaderDictionary headers, Dialect dialect, IReadOnlyCollection<string>? leftOut = null)
    {
        var names = dialect switch
        {
            Dialect.Anthropic => Anthropic,
            Dialect.Invoke => Invoke,
            _ => [],
        };
        var passed = new List<KeyValuePair<string, string>>();
        foreach (var name in names)
        {
            var value = name == "anthropic-beta" ? BetaFlags.Without(BetasOf(headers), leftOut ?? []) : headers[name].ToString();
            if (value is { Length: > 0 })
            {
                passed.Add(new KeyValuePair<string, string>(name, value));
            }
        }

        return passed;
    }
}
