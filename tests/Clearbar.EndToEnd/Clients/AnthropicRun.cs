namespace Clearbar.EndToEnd.Clients;

/// <summary>A run of <c>@anthropic-ai/sdk</c>.</summary>
public sealed class AnthropicRun<TTarget>() : ClientRun<TTarget>("anthropic.mjs")
    where TTarget : IClientTarget, new();
