namespace Clearbar.EndToEnd.Clients;

/// <summary>The Anthropic SDK with nothing changed but its base URL, served by Bedrock.</summary>
public sealed class AnthropicSdkToBedrockTests(AnthropicRun<BedrockUpstreamTarget> run) : AnthropicClientTests<BedrockUpstreamTarget>(run);
