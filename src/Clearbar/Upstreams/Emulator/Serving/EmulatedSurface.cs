namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>The service a request is meant for: it decides ids, credentials, error form, cache minimum and quota arithmetic.</summary>
internal enum EmulatedSurface : byte
{
    /// <summary>The emulator's own pages, and paths of no service.</summary>
    None,

    /// <summary>api.anthropic.com.</summary>
    AnthropicApi,

    /// <summary>Claude Platform on AWS: the Anthropic API behind AWS credentials.</summary>
    ClaudePlatform,

    /// <summary>Converse, InvokeModel and CountTokens of the Bedrock runtime.</summary>
    BedrockRuntime,

    /// <summary>The Anthropic dialect on the Bedrock runtime's host.</summary>
    BedrockMessages,

    /// <summary>The Anthropic dialect on Bedrock's mantle host.</summary>
    Mantle,

    /// <summary>OpenAI's Chat Completions.</summary>
    OpenAi,

    /// <summary>Bedrock's control plane, read side.</summary>
    ControlPlane,
}
