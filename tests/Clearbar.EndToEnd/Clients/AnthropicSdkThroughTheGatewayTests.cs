namespace Clearbar.EndToEnd.Clients;

/// <summary>The Anthropic SDK with nothing changed but its base URL.</summary>
public sealed class AnthropicSdkThroughTheGatewayTests(AnthropicRun<GatewayTarget> run) : AnthropicClientTests<GatewayTarget>(run);
