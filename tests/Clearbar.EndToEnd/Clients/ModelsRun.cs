namespace Clearbar.EndToEnd.Clients;

/// <summary>A run of <c>@anthropic-ai/sdk</c> and <c>@aws-sdk/client-bedrock</c>, listing models and counting tokens, against a gateway in front of its own emulator.</summary>
public sealed class ModelsRun() : ClientRun<GatewayTarget>("models.mjs");
