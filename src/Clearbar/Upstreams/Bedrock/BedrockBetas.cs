using System.Text.Json.Nodes;
using Clearbar.Tiers;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Which beta flags of the Anthropic API may be sent to Claude on Bedrock, where they stand in the body as <c>anthropic_beta</c>. Bedrock refuses
/// the whole call for one flag it does not know, so only documented ones pass and the others are dropped and listed.
/// </summary>
public static class BedrockBetas
{
    /// <summary>
    /// As documented for InvokeModel (Amazon Bedrock user guide, "Anthropic Claude Messages API: request and response", read January 2026). Models
    /// from 4.7 on were reported in April 2026 to refuse even these, and have the features behind most of them without a flag: none is sent there.
    /// </summary>
    private static readonly string[] Documented =
    [
        "computer-use-2024-10-22",
        "computer-use-2025-01-24",
        "token-efficient-tools-2025-02-19",
        "interleaved-thinking-2025-05-14",
        "output-128k-2025-02-19",
        "dev-full-thinking-2025-05-14",
        "context-1m-2025-08-07",
        "context-management-2025-06-27",
        "effort-2025-11-24",
        "tool-search-tool-2025-10-19",
        "tool-examples-2025-10-29",
    ];

    private const int MaxFlagLength = 64;
    private const decimal LastGenerationWithFlags = 4.6m;

    /// <summary>Splits the value of <c>anthropic-beta</c> (flags joined with commas) into what may be sent to the model and what may not.</summary>
    public static (IReadOnlyList<string> Sent, IReadOnlyList<string> Dropped) Split(string header, Model target)
    {
        var sent = new List<string>();
        var dropped = new List<string>();
        foreach (var flag in Read(header))
        {
            (target.Generation <= LastGenerationWithFlags && Array.IndexOf(Documented, flag) >= 0 ? sent : dropped).Add(flag);
        }

        return (sent, dropped);
    }

    /// <summary>The flags of a header's value, each once. Labels of edits go into a response header, so what is no flag is not repeated there.</summary>
    public static IReadOnlyList<string> Read(string header)
    {
        var flags = new List<string>();
        foreach (var text in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var flag = text.Length > MaxFlagLength || !text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') ? "unreadable" : text;
            if (!flags.Contains(flag))
            {
                flags.Add(flag);
            }
        }

        return flags;
    }

    /// <summary>The flags as the value of <c>anthropic_beta</c>.</summary>
    public static string ToJson(IReadOnlyList<string> flags) => new JsonArray([.. flags.Select(static flag => (JsonNode)flag)]).ToJsonString();
}
