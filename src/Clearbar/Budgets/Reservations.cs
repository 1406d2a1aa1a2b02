using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Budgets;

/// <summary>
/// Step 5, first form: the worst case of one attempt in money. It becomes the ledger entry's ceiling and is held against the request's own cost limit.
/// </summary>
public static class Reservations
{
    /// <summary>
    /// More tokens than a prompt of this size has. Two bytes per token is below what Claude's tokenizers make of prose (about 3.6), code and JSON
    /// (about 3); the constant covers the tool-use system prompt (804 tokens at most, Anthropic pricing page, September 2026), and each image
    /// or document page is counted at an upper bound of its own.
    /// </summary>
    public static long PromptCeiling(RequestOutline outline) =>
        (outline.TextBytes / 2) + 1024 + (outline.ImageCount * 5_000L) + (outline.DocumentCount * 100_000L);

    /// <summary>A plain estimate: 3.6 bytes per token (measured on recorded Claude calls), used where nothing was counted.</summary>
    public static long PromptEstimate(RequestOutline outline) => (long)Math.Ceiling(outline.TextBytes / 3.6) + (outline.ImageCount * 1_600L) + 8;

    /// <summary>Tokens a short local answer would have cost as model output: the same 3.6 bytes per token, and the turn's overhead.</summary>
    public static long OutputEstimate(string answer) => (long)Math.Ceiling(answer.Length / 3.6) + 4;
}
