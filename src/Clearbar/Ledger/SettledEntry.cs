using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger;

/// <summary>One line of a charge as the ledger keeps it.</summary>
/// <param name="Item">Category, for example <c>input</c>, <c>cacheRead</c>, <c>output</c>.</param>
/// <param name="Quantity">Count in the line's unit (tokens for token lines).</param>
/// <param name="Rate">US dollars per million tokens for token lines, per unit otherwise.</param>
/// <param name="Multiplier">Product of scope, geography and batch factors.</param>
/// <param name="Amount">The exact amount.</param>
public readonly record struct LedgerLine(string Item, decimal Quantity, decimal Rate, decimal Multiplier, Usd Amount);

/// <summary>
/// The second half of a ledger entry: what the upstream itself reported. Written before the client sees the last byte (invariant I1).
/// </summary>
public sealed record SettledEntry
{
    public required Guid EntryId { get; init; }

    public required DateTimeOffset SettledAt { get; init; }

    public required EntryOutcome Outcome { get; init; }

    /// <summary>HTTP status of the upstream; 0 when none came.</summary>
    public int Status { get; init; }

    public TokenUsage Usage { get; init; }

    /// <summary>False when the upstream never gave final counts; <see cref="Usage"/> is then a lower bound.</summary>
    public bool UsageIsFinal { get; init; }

    /// <summary>The charge; null when the price is unknown (then <see cref="PriceStatus"/> says so, and nothing is counted as zero).</summary>
    public Usd? Cost { get; init; }

    public PriceStatus PriceStatus { get; init; }

    public IReadOnlyList<LedgerLine> Lines { get; init; } = [];

    public string? PriceBook { get; init; }

    /// <summary>The model the upstream says it used.</summary>
    public string? ServedModel { get; init; }

    public string? UpstreamRequestId { get; init; }

    /// <summary>Why the attempt was not accepted, for example <c>confidence 0.41 &lt; 0.80</c>. Never prompt or answer text.</summary>
    public string? Reason { get; init; }

    /// <summary>Milliseconds from sending to the first byte of the answer.</summary>
    public double FirstByteMs { get; init; }

    /// <summary>Milliseconds from sending to the last byte of the answer.</summary>
    public double TotalMs { get; init; }

    /// <summary>Milliseconds the gateway itself added to the request up to this attempt's settlement: total minus waiting for upstreams.</summary>
    public double GatewayMs { get; init; }

    /// <summary>For baselines, where <see cref="Usage"/> says something else: the tokens an answer of rung 0 would have been upstream, estimated, or those of a repaired answer without its repair.</summary>
    public TokenUsage? Avoided { get; init; }
}
