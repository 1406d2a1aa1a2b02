using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Exports;

/// <summary>One entry as a store or an export holds it: opening and settlement together, null where a half or a value is missing.</summary>
public sealed record StoredEntry
{
    public required Guid EntryId { get; init; }

    /// <summary>The opening, or the settlement where the opening was lost.</summary>
    public required DateTimeOffset At { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public required EntryOutcome Outcome { get; init; }

    public string? RequestId { get; init; }

    /// <summary>From 1; 0 where the opening was lost.</summary>
    public int Attempt { get; init; }

    public string? Class { get; init; }

    public string? Rung { get; init; }

    public string? Deployment { get; init; }

    public Surface? Surface { get; init; }

    /// <summary>The id that names the price: model, surface and scope.</summary>
    public string? Model { get; init; }

    public string? AskedModel { get; init; }

    public string? ServedModel { get; init; }

    public Dialect? Dialect { get; init; }

    public bool Stream { get; init; }

    public string? KeyId { get; init; }

    public string? Tags { get; init; }

    public string? Edits { get; init; }

    /// <summary>HTTP status of the upstream; 0 when none came.</summary>
    public int Status { get; init; }

    public string? UpstreamRequestId { get; init; }

    public string? Reason { get; init; }

    /// <summary>Tokens the prompt was estimated to have before the call; 0 when no estimate was made.</summary>
    public long EstimatedPromptTokens { get; init; }

    public TokenUsage Usage { get; init; }

    /// <summary>False when the upstream never gave final counts.</summary>
    public bool UsageIsFinal { get; init; }

    public Usd? Ceiling { get; init; }

    /// <summary>The charge; null when unknown.</summary>
    public Usd? Cost { get; init; }

    public PriceStatus PriceStatus { get; init; }

    public IReadOnlyList<LedgerLine> Lines { get; init; } = [];

    public string? PriceBook { get; init; }

    public double FirstByteMs { get; init; }

    public double TotalMs { get; init; }

    public double GatewayMs { get; init; }

    /// <summary>Tokens an answer made locally would have cost upstream, estimated; null for all others.</summary>
    public TokenUsage? Avoided { get; init; }

    /// <summary>UTC day of <see cref="At"/>: the day a provider bills it on, but for attempts that run over midnight.</summary>
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    /// <summary>
    /// Settled with the upstream's own final counts at a known price: what a bill must agree with. Everything else is only known up to a ceiling.
    /// </summary>
    public bool IsFirm => Outcome is not (EntryOutcome.Open or EntryOutcome.Abandoned) && UsageIsFinal && Cost is not null;
}
