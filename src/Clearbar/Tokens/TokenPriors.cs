namespace Clearbar.Tokens;

/// <summary>What is believed before anything was seen, and how much has to be seen to be believed instead.</summary>
internal static class TokenPriors
{
    /// <summary>Tokens per byte of the first tokenizer: 1 per 3.6 bytes, measured on recorded Claude calls.</summary>
    public const double TokensPerByte = 1 / 3.6;

    /// <summary>The tokenizer of models from 4.7 on counts about 30 % more (Anthropic pricing page, May 2026).</summary>
    public const double NewerTokenizer = 1.3;

    /// <summary>Overhead of a request's turns.</summary>
    public const long Turns = 8;

    /// <summary>The tool-use system prompt: 346 to 804 tokens by model and date (Anthropic pricing pages, May and September 2026).</summary>
    public const long ToolPrompt = 500;

    /// <summary>An image of usual size; 1,600 is the older documentation's maximum.</summary>
    public const double Image = 1_600;

    /// <summary>A document of a few pages at 1,500 to 3,000 tokens a page (Anthropic PDF documentation).</summary>
    public const double Document = 9_000;

    /// <summary>An answer, in tokens.</summary>
    public const double Output = 250;

    /// <summary>Share of a marked prompt that is read from the cache when nothing is known: none, since the first request writes.</summary>
    public const double MarkedWrite = 0.9;

    /// <summary>Weights of a prior: bytes of text, attachments, prompt tokens and answers that move an estimate half-way to what was seen.</summary>
    public const double TextWeight = 4_096;

    public const double AttachmentWeight = 3;

    public const double MarkedWeight = 4_000;

    public const double OutputWeight = 4;
}
