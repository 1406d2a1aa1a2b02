using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator;

/// <summary>One attempt the emulator answered or began to answer, as a provider's own records would hold it. No prompt, no key.</summary>
public sealed record BillRow
{
    /// <summary>Id of the message, or of the request where no message came to be.</summary>
    public required string Id { get; init; }

    /// <summary>Request id told in the response headers.</summary>
    public required string RequestId { get; init; }

    /// <summary>The caller's <c>x-clearbar-entry</c> header: the id of its ledger entry; null when it sent none.</summary>
    public string? Entry { get; init; }

    /// <summary>
    /// <c>anthropic-api</c>, <c>bedrock</c>, <c>bedrock-mantle</c>, <c>claude-platform-aws</c> or <c>openai-compatible</c>.
    /// </summary>
    public string Surface { get; init; } = "";

    /// <summary>A configured account, or twelve digits made from the key's hash.</summary>
    public string Account { get; init; } = "";

    /// <summary>Null outside AWS.</summary>
    public string? Region { get; init; }

    /// <summary>anthropic, invoke, converse or openai.</summary>
    public required string Dialect { get; init; }

    /// <summary>The Anthropic id of the model that stands behind the answer; null when the request named none that exists.</summary>
    public string? Model { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public string? ModelAsked { get; init; }

    public bool Stream { get; init; }

    /// <summary>HTTP status sent or about to be sent.</summary>
    public int Status { get; init; }

    public BillOutcome Outcome { get; init; }

    /// <summary>Kind of the scripted fault the attempt suffered, null when none.</summary>
    public string? Fault { get; init; }

    /// <summary>Tokens billed: for an answer that broke off, the prompt and what had been generated.</summary>
    public TokenUsage Usage { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
