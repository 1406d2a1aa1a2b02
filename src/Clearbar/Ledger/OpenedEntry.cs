using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger;

/// <summary>
/// The first half of a ledger entry: what is known before an upstream attempt is sent. Durable before the first byte leaves
/// (invariant I1). Holds no prompt text.
/// </summary>
public sealed record OpenedEntry
{
    /// <summary>Unique per attempt, time-ordered (<see cref="Guid.CreateVersion7()"/>); the store is idempotent by it.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>The request's id as the client sees it in <c>x-clearbar-id</c>; a request has one or more attempts.</summary>
    public required string RequestId { get; init; }

    /// <summary>1 for the first attempt of a request.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required string Class { get; init; }

    /// <summary>The rung's name, for example <c>local</c>, <c>haiku</c>, <c>sonnet+thinking</c>.</summary>
    public required string Rung { get; init; }

    /// <summary>Name of the configured deployment, for example <c>emulator</c>.</summary>
    public required string Deployment { get; init; }

    public required Surface Surface { get; init; }

    /// <summary>The model id sent upstream.</summary>
    public required string Model { get; init; }

    /// <summary>The model, tier or <c>auto</c> the client asked for.</summary>
    public required string AskedModel { get; init; }

    public required Dialect Dialect { get; init; }

    public required bool Stream { get; init; }

    /// <summary>Id of the caller's key, never the key itself.</summary>
    public required string KeyId { get; init; }

    /// <summary>Tokens the prompt is estimated to have; 0 when no estimate was made.</summary>
    public long EstimatedPromptTokens { get; init; }

    /// <summary>The most this attempt can cost: what an abandoned entry is marked with. Null when the price is unknown.</summary>
    public Usd? Ceiling { get; init; }

    /// <summary>Edits the plan made to the body, as in <c>x-clearbar-edits</c>.</summary>
    public string? Edits { get; init; }

    /// <summary>Version of the price book the ceiling was computed with.</summary>
    public string? PriceBook { get; init; }

    /// <summary>Free tags from <c>x-clearbar-tags</c>, <c>key=value</c> pairs joined with commas.</summary>
    public string? Tags { get; init; }
}
