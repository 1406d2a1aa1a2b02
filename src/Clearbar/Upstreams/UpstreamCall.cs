using Clearbar.Wire;

namespace Clearbar.Upstreams;

/// <summary>One attempt about to be sent: where, in which dialect, with which bytes. The body is owned by the caller until the reply is disposed.</summary>
public sealed record UpstreamCall
{
    public required Guid EntryId { get; init; }

    public required Deployment Deployment { get; init; }

    /// <summary>The id the client knows the request by; it stands in errors that the upstream's dialect cannot tell the client itself.</summary>
    public string RequestId { get; init; } = "";

    public required Dialect Dialect { get; init; }

    /// <summary>Model id in the form this surface and dialect want.</summary>
    public required string ModelId { get; init; }

    public required bool Stream { get; init; }

    /// <summary>Asks only how many tokens the prompt has: nothing is generated and nothing is billed, so no ledger entry stands behind it.</summary>
    public bool CountsTokens { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Client headers that belong to the dialect and are passed on, for example <c>anthropic-version</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
