namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Fixed prompt tokens that no text shows, under the first tokenizer (the second counts 30 % more).
/// </summary>
/// <remarks>
/// Tool system prompt: Anthropic tool-use page, May 2026 (346 tokens for auto and none, 313 for any and tool). Per message and document
/// page: assumed; observed overheads are of this size. PDF pages are not counted but estimated from the size of the file.
/// </remarks>
internal static class PromptCosts
{
    public const int Request = 3;
    public const int Message = 4;
    public const int ToolsFree = 346;
    public const int ToolsForced = 313;

    /// <summary>Bytes of PDF taken for one page, and tokens of such a page.</summary>
    public const int PdfPageBytes = 50_000;

    public const int PdfPage = 2_000;
}
