namespace Clearbar.Tiers;

/// <summary>Where a model is bought.</summary>
public enum Surface : byte
{
    Bedrock,
    BedrockMantle,
    AnthropicApi,
    ClaudePlatformAws,
    ManagedAgents,
    OpenAiCompatible,

    /// <summary>The embedded emulator. Nothing it answers was said by a model; priced as the surface it stands in for.</summary>
    Emulator,

    /// <summary>Rung 0: answered in this process by a learned answerer, at no charge.</summary>
    Local,
}
