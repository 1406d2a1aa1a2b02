namespace Clearbar.EndToEnd.Clients;

/// <summary>A run of <c>@anthropic-ai/bedrock-sdk</c> against a gateway in front of its own emulator.</summary>
public sealed class AnthropicBedrockRun() : ClientRun<GatewayTarget>("anthropic-bedrock.mjs");
