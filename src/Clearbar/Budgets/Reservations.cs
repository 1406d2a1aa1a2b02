using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Budgets;

/// <summary>
/// Step 5, first form: the worst case of one attempt in money. It becomes the ledger entry's ceiling and is held against the request's own cost limit.
/// </summary>
public static class Reservations
{
    /// <summary>
    /// More tokens than a prompt of this size has in practice. Two tokens per three bytes: English prose has about one per 3.6 bytes, code and JSON
    /// one per 3, Chinese and Japanese up to one and a half per character of 3 bytes, and the newer tokenizer counts 30 % more of each. Only random
    /// bytes can exceed it. The constant covers the tool-use system prompt (804 tokens at most, Anthropic pricing page, September 2026); images and
    /// documents are counted at upper bounds of their own.
    /// </summary>
    public static long PromptCeiling(RequestOutline outline) =>
        (outline.TextBytes * 2L / 3) + 1024 + (outline.ImageCount * 5_000L) + (outline.DocumentCount * 100_000L);

    /// <summary>A plain estimate: 3.6 bytes per token (measured on recorded Claude calls), used where nothing was counted.</summary>
    public static long PromptEstimate(RequestOutline outline) => (long)Math.Ceiling(outline.TextBytes / 3.6) + (outline.ImageCount * 1_600L) + 8;

    /// <summary>Tokens a short local answer would have cost as model output: the same 3.6 bytes per token, and the turn's overhead.</summary>
    public static long OutputEstimate(string answer) => OutputEstimate(answer.Length);

    /// <summary>The same for a text of so many characters.</summary>
    public static long OutputEstimate(int characters) => (long)Math.Ceiling(characters / 3.6) + 4;
}
