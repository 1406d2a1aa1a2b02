using Clearbar.Pricing;

namespace Clearbar.Tiers;

/// <summary>One Claude version: its names on each surface, its limits and what it accepts.</summary>
public sealed class Model
{
    private readonly BedrockListing? _bedrock;

    internal Model(PricedModel priced, ModelCapabilities capabilities)
    {
        Id = priced.Id;
        Name = priced.Name;
        Aliases = priced.Aliases;
        Family = priced.Family;
        Generation = priced.Generation;
        ContextTokens = priced.ContextTokens;
        Tokenizer = priced.Tokenizer;
        Capabilities = capabilities;
        _bedrock = priced.Bedrock;
    }

    /// <summary>A model that is no Claude: served by an OpenAI-compatible server under the owner's description of it.</summary>
    public static Model Local(string id, int contextTokens, int maxOutputTokens) => new(
        new PricedModel(id, id, [], "local", 0, contextTokens, null, "local", false, false, null, [], [], []),
        new ModelCapabilities
        {
            IsKnown = true,
            MaxOutputTokens = maxOutputTokens,
            Thinking = ThinkingModes.None,
            AcceptsSampling = true,
            AcceptsPrefill = true,
            AcceptsForcedToolChoice = true,
            Sources = [],
        });

    /// <summary>The id on the direct API; of a local model the server's name for it.</summary>
    public string Id { get; }

    /// <summary>The display name, for example <c>Claude Sonnet 4.6</c>.</summary>
    public string Name { get; }

    /// <summary>Other ids the direct API accepts.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary><c>haiku</c>, <c>sonnet</c>, <c>opus</c>, <c>fable</c> or <c>mythos</c>.</summary>
    public string Family { get; }

    /// <summary>For example 4.6.</summary>
    public decimal Generation { get; }

    public int ContextTokens { get; }

    /// <summary>Counts of different tokenizers must not be compared as if equal: <c>v2</c> counts about 30 % more for the same text.</summary>
    public string Tokenizer { get; }

    public ModelCapabilities Capabilities { get; }

    /// <summary>Whether Bedrock sells the model at all.</summary>
    public bool IsOnBedrock => _bedrock is not null;

    /// <summary>Cache lifetimes on Bedrock (<c>5m</c>, <c>1h</c>); empty when it does not cache the model or does not sell it.</summary>
    public IReadOnlyList<string> BedrockCacheTtls => _bedrock?.CacheTtls ?? [];

    /// <summary>The id to send to a surface.</summary>
    /// <param name="surface">The emulator and a local server take whatever the surface they stand in for takes: ask for that one.</param>
    /// <param name="scope">Bedrock endpoint kind; ignored elsewhere.</param>
    /// <param name="geo">Geography of a geo profile, for example <c>eu</c>; needed for <see cref="Scope.Geo"/> only.</param>
    /// <returns>Null when the model is not listed there.</returns>
    public string? IdOn(Surface surface, Scope scope = Scope.None, string? geo = null)
    {
        switch (surface)
        {
            case Surface.AnthropicApi or Surface.ClaudePlatformAws or Surface.ManagedAgents:
                return Id;
            case Surface.BedrockMantle:
                return _bedrock?.BaseId;
            case Surface.Bedrock:
                var key = scope switch
                {
                    Scope.Global => "global",
                    Scope.Gov => "us-gov",
                    Scope.InRegion => "inRegion",
                    _ => geo,
                };
                return key is not null && _bedrock is not null && _bedrock.Ids.TryGetValue(key, out var id) ? id : null;
            default:
                return null;
        }
    }

    /// <summary>
    /// Shortest prompt that is cached there, in tokens. Where Bedrock's own figure is not established the direct one stands in for it; null
    /// when neither is.
    /// </summary>
    public int? MinCacheableTokens(Surface surface) => surface is Surface.Bedrock or Surface.BedrockMantle
        ? Capabilities.MinCacheableBedrock ?? Capabilities.MinCacheableDirect
        : Capabilities.MinCacheableDirect;
}
