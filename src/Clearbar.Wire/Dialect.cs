namespace Clearbar.Wire;

/// <summary>The wire format a client or an upstream speaks.</summary>
public enum Dialect : byte
{
    /// <summary>Anthropic Messages: JSON and server-sent events.</summary>
    Anthropic,

    /// <summary>Bedrock Converse and ConverseStream: JSON and the AWS event stream.</summary>
    Converse,

    /// <summary>Bedrock InvokeModel with Claude's native body.</summary>
    Invoke,

    /// <summary>OpenAI Chat Completions.</summary>
    OpenAi,
}
