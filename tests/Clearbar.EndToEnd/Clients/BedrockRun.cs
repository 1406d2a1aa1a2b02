namespace Clearbar.EndToEnd.Clients;

/// <summary>A run of <c>@aws-sdk/client-bedrock-runtime</c>.</summary>
public sealed class BedrockRun<TTarget>() : ClientRun<TTarget>("bedrock.mjs")
    where TTarget : IClientTarget, new();
