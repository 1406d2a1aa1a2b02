namespace Clearbar.EndToEnd.Clients;

/// <summary>The AWS SDK with nothing changed but its endpoint.</summary>
public sealed class BedrockSdkThroughTheGatewayTests(BedrockRun<GatewayTarget> run) : BedrockClientTests<GatewayTarget>(run);
