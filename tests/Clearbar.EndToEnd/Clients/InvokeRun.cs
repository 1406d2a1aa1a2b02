namespace Clearbar.EndToEnd.Clients;

/// <summary>A run of <c>@aws-sdk/client-bedrock-runtime</c> with InvokeModel and CountTokens against a gateway in front of its own emulator.</summary>
public sealed class InvokeRun() : ClientRun<GatewayTarget>("invoke.mjs");
