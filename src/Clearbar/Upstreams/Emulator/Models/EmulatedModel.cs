namespace Clearbar.Upstreams.Emulator.Models;

/// <summary>
/// What the emulator knows of one Claude version. Behaviour that follows from the generation is derived here in one place.
/// </summary>
/// <param name="Id">The id of the Anthropic API.</param>
/// <param name="BedrockId">The base id on Bedrock, null where the model is not sold there.</param>
/// <param name="Profiles">Prefixes of its cross-region profiles, separated by spaces.</param>
/// <param name="Generation">Version times ten: 45 is 4.5.</param>
/// <param name="MinimumCacheableDirect">Fewest prompt tokens the Anthropic API caches.</param>
/// <param name="MinimumCacheableBedrock">Fewest prompt tokens Bedrock caches; 0 where Bedrock does not cache for this model.</param>
internal sealed record EmulatedModel(
    string Id,
    string? BedrockId,
    string Profiles,
    EmulatedLine Line,
    int Generation,
    int ContextTokens,
    int MaxOutputTokens,
    int MinimumCacheableDirect,
    int MinimumCacheableBedrock)
{
    /// <summary>Other ids of the Anthropic API for the same model.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Column of an answer sheet and name in messages: haiku, sonnet, opus, fable or mythos.</summary>
    public string LineName { get; } = LineNameOf(Line);

    /// <summary>At most the 20 characters that Bedrock's control plane allows a model's name, and it says what it is.</summary>
    public string ShortName { get; } = string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Line} {Generation / 10}.{Generation % 10} emulated");

    /// <summary>Models from 4.7 on count about 30 % more tokens for the same text (Anthropic documentation, Aug 2026).</summary>
    public bool CountsLikeSecondTokenizer => Generation >= 47;

    public bool AcceptsPrefill => Generation < 46;

    public bool AcceptsThinkingBudget => Generation is >= 37 and < 47;

    public bool AcceptsAdaptiveThinking => Generation >= 46;

    /// <summary>Thinking cannot be switched off (Fable, Mythos, Opus 5.5).</summary>
    public bool AlwaysThinks => Line is EmulatedLine.Fable or EmulatedLine.Mythos || (Line == EmulatedLine.Opus && Generation >= 55);

    /// <summary>Sonnet 5.5 takes <c>between_tools</c> in the place of <c>disabled</c>.</summary>
    public bool ThinksBetweenTools => Line == EmulatedLine.Sonnet && Generation >= 55;

    public bool AcceptsForcedToolChoice => !((Line is EmulatedLine.Opus or EmulatedLine.Sonnet && Generation >= 55)
        || (Line == EmulatedLine.Fable && Generation >= 51));

    /// <summary>After 4.6 only temperature 1, top_p of at least 0.99 and no top_k are taken.</summary>
    public bool AcceptsSampling => Generation < 47;

    public bool AcceptsOneHourCacheOnBedrock => Generation >= 45;

    public int MinimumCacheable(bool bedrock) => bedrock ? MinimumCacheableBedrock : MinimumCacheableDirect;

    private static string LineNameOf(EmulatedLine line) => line switch
    {
        EmulatedLine.Haiku => "haiku",
        EmulatedLine.Sonnet => "sonnet",
        EmulatedLine.Opus => "opus",
        EmulatedLine.Fable => "fable",
        _ => "mythos",
    };
}
