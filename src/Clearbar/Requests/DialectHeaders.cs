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

    /// <summary>The client's beta flags joined with commas, wherever its dialect says them; null when it sent none.</summary>
    public static string? BetasOf(Exchange exchange)
    {
        if (exchange.Dialect.Id == Dialect.Anthropic)
        {
            return exchange.Http.Request.Headers["anthropic-beta"].ToString() is { Length: > 0 } betas ? betas : null;
        }

        return Wire.Crossings.BetaFlags.Of(exchange.Outline, exchange.Body!.Span) is { Count: > 0 } flags ? string.Join(',', flags) : null;
    }

    /// <summary>What goes on to an upstream of <paramref name="dialect"/>; a client of another dialect has no headers that mean something there.</summary>
    /// <param name="leftOut">Beta flags that are not passed on.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Exchange exchange, Dialect dialect, IReadOnlyCollection<string> leftOut)
    {
        var headers = exchange.Http.Request.Headers;
        if (dialect != exchange.Dialect.Id)
        {
            // Bedrock's dialects say in the body which beta features are wanted; the Messages dialect says it in a header.
            return dialect == Dialect.Anthropic && BetaFlags.Without(BetasOf(exchange), leftOut) is { } betas ? [new("anthropic-beta", betas)] : [];
        }

        var names = dialect switch
        {
            Dialect.Anthropic => Anthropic,
            Dialect.Invoke => Invoke,
            _ => [],
        };
        var passed = new List<KeyValuePair<string, string>>();
        foreach (var name in names)
        {
            var value = name == "anthropic-beta" ? BetaFlags.Without(BetasOf(exchange), leftOut) : headers[name].ToString();
            if (value is { Length: > 0 })
            {
                passed.Add(new KeyValuePair<string, string>(name, value));
            }
        }

        return passed;
    }
}
