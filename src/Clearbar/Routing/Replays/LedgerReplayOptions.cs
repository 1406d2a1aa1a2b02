using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Routing.Replays;

/// <summary>Under what a stretch of the ledger is replayed.</summary>
public sealed record LedgerReplayOptions
{
    /// <summary>How many tokens of the newer tokenizer one of the older makes for the same text (vendor: about 30 % more).</summary>
    public const decimal TokenizerFactor = 1.3m;

    public required ReplayPlan Plan { get; init; }

    /// <summary>Prices every attempt by this table; null keeps what was charged and prices the others by the built-in one.</summary>
    public PriceBook? Prices { get; init; }

    /// <summary>Model of a rung instead of the one that served it, by the rung's name.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Model of a tier that neither <see cref="Models"/> nor the ledger has one for.</summary>
    public required IReadOnlyDictionary<Tier, string> Tiers { get; init; }

    /// <summary>Share of answers that do not pass, 0 to 1, where the ledger has not recorded it; null refuses to guess.</summary>
    public double? Escalates { get; init; }

    /// <summary>Another model's prompt cache is taken to be as warm as the one that was used; otherwise as cold.</summary>
    public bool WarmCache { get; init; }

    /// <summary>Scores that applications reported, 0 to 1, by request id.</summary>
    public IReadOnlyDictionary<string, double> Outcomes { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}
