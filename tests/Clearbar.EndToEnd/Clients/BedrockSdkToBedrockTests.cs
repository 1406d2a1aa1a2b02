namespace Clearbar.EndToEnd.Clients;

/// <summary>The AWS SDK with nothing changed but its endpoint, served by Bedrock.</summary>
public sealed class BedrockSdkToBedrockTests(BedrockRun<BedrockUpstreamTarget> run) : BedrockClientTests<BedrockUpstreamTarget>(run);
