using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>
/// The prices of one model on one surface on one day with its modifiers applied: everything a charge needs but the counts. Immutable; a
/// deployment may keep one per UTC day and share it between threads.
/// </summary>
public sealed class RateCard
{
    /// <summary>A charge of tokens has at most this many lines.</summary>
    public const int MaxLines = 5;

    /// <summary>Largest count of one category that is taken as real: 10^15 tokens.</summary>
    public const long MaxCount = 1_000_000_000_000_000;

    // Ascending by threshold; [0] is the base tier.
    private readonly RateTier[] _tiers;
    private readonly PriceStatus _status;

    internal RateCard(RateQuery query, string modelId, Scope scope, RateTier[] tiers, PriceStatus status, IReadOnlyList<string> flags)
    {
        Query = query;
        ModelId = modelId;
        Scope = scope;
        _tiers = tiers;
        _status = status;
        Flags = flags;
    }

    /// <summary>What was asked for.</summary>
    public RateQuery Query { get; }

    /// <summary>The model's id on the direct API, whatever form the query used.</summary>
    public string ModelId { get; }

    /// <summary>Bedrock endpoint kind; <see cref="Scope.None"/> elsewhere.</summary>
    public Scope Scope { get; }

    /// <summary>Remarks that hold for every charge of this card; see <see cref="PriceFlags"/>.</summary>
    public IReadOnlyList<string> Flags { get; }

    /// <summary>Free of charge by definition: answers made in this process.</summary>
    internal static RateCard Free(RateQuery query)
    {
        var zero = new CategoryRate[MaxLines];
        Array.Fill(zero, new CategoryRate(true, 0, 1));
        return new RateCard(query, query.Model, Scope.None, [new RateTier(-1, zero)], PriceStatus.Exact, []);
    }

    /// <summary>
    /// Prices an owner set for a model of their own server, in US dollars per million tokens; what the server read from its cache costs what input
    /// does. Null when either is not said: unknown is never zero (invariant I6).
    /// </summary>
    internal static RateCard? OwnersPrice(RateQuery query, decimal? inputPerMTok, decimal? outputPerMTok)
    {
        if (inputPerMTok is not { } input || outputPerMTok is not { } output)
        {
            return null;
        }

        var rates = new CategoryRate[MaxLines];
        Array.Fill(rates, new CategoryRate(true, input, 1));
        rates[(int)ChargeItem.Output] = new CategoryRate(true, output, 1);
        return new RateCard(query, query.Model, Scope.None, [new RateTier(-1, rates)], PriceStatus.Exact, []);
    }

    /// <summary>The exact charge of <paramref name="usage"/> and its lines, without allocating.</summary>
    /// <param name="usage">Final counts. The prompt's length chooses the prompt tier for the whole request.</param>
    /// <param name="lines">Receives one line per category in use: <see cref="MaxLines"/> long, or empty when only the sum is wanted.</param>
    /// <param name="count">Number of lines written.</param>
    /// <exception cref="PriceUnknownException">A category in use has no price here, or a count is out of range.</exception>
    public Usd Charge(in TokenUsage usage, Span<ChargeLine> lines, out int count)
    {
        if (!TryCharge(usage, lines, out count, out var total, out var error))
        {
            ThrowUnknown(error);
        }

        return total;
    }

    /// <summary>The exact charge of <paramref name="usage"/>, without lines.</summary>
    /// <exception cref="PriceUnknownException">A category in use has no price here, or a count is out of range.</exception>
    public Usd Charge(in TokenUsage usage) => Charge(usage, [], out _);

    /// <summary>As <see cref="Charge(in TokenUsage, Span{ChargeLine}, out int)"/>, reporting a missing price instead of throwing.</summary>
    /// <returns>False when a category in use is not priced on the surface or a count is out of range; then nothing was charged.</returns>
    public bool TryCharge(in TokenUsage usage, Span<ChargeLine> lines, out int count, out Usd total, out PriceErrorCode error)
    {
        count = 0;
        total = default;
        if (!IsReal(usage))
        {
            error = PriceErrorCode.InvalidUsage;
            return false;
        }

        return TryCharge(TierOf(usage.Prompt), usage, lines, out count, out total, out error);
    }

    /// <summary>
    /// The charge of several requests at once: charges are linear within a prompt tier, so it is the exact sum of theirs when
    /// <paramref name="prompt"/> lies in the same tier as each of their prompts and a category is either in use in all of them or in none.
    /// </summary>
    /// <returns>As <see cref="TryCharge(in TokenUsage, Span{ChargeLine}, out int, out Usd, out PriceErrorCode)"/>.</returns>
    public bool TryChargeTogether(in TokenUsage sum, long prompt, out Usd total)
    {
        total = default;
        return IsReal(sum) && TryCharge(TierOf(prompt), sum, [], out _, out total, out _);
    }

    /// <summary>
    /// The most that <paramref name="promptTokens"/> in and at most <paramref name="maxOutputTokens"/> out can cost: all of the prompt at the
    /// dearest of uncached and cache-write prices, all of the output used, at the dearest prompt tier the length reaches. The ceiling of a
    /// reservation; fees of server tools are not in it.
    /// </summary>
    public Usd WorstCase(long promptTokens, long maxOutputTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(promptTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(maxOutputTokens);
        var worst = 0m;
        foreach (var tier in _tiers)
        {
            if (promptTokens > tier.PromptTokensOver)
            {
                worst = Math.Max(worst, (promptTokens * tier.DearestPromptToken) + (maxOutputTokens * tier[ChargeItem.Output].PerToken));
            }
        }

        return new Usd(worst);
    }

    /// <summary>US dollars per million tokens of a category with all factors, at the base prompt tier; null when it is not priced.</summary>
    public decimal? PerMillion(ChargeItem item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)item, (int)ChargeItem.Output, nameof(item));
        ref readonly var rate = ref _tiers[0][item];
        return rate.IsPriced ? rate.PerMillion * rate.Multiplier : null;
    }

    /// <summary>The card's flags and those that depend on the counts.</summary>
    public IReadOnlyList<string> FlagsOf(in TokenUsage usage)
    {
        var tier = TierOf(usage.Prompt);
        var derived = IsDerivedBatch(usage);
        if (tier.PromptTokensOver < 0 && !derived)
        {
            return Flags;
        }

        var flags = new List<string>(Flags);
        if (tier.PromptTokensOver >= 0)
        {
            flags.Add(PriceFlags.PromptTier(tier.PromptTokensOver));
        }

        if (derived)
        {
            flags.Add(PriceFlags.BedrockBatchCacheDerived);
        }

        return flags;
    }

    /// <summary>How far the charge of <paramref name="usage"/> can be trusted.</summary>
    /// <param name="usage">The counts charged.</param>
    /// <param name="usageIsFinal">False when the upstream never gave its final counts.</param>
    public PriceStatus StatusOf(in TokenUsage usage, bool usageIsFinal) =>
        usageIsFinal && !IsDerivedBatch(usage) ? _status : PriceStatus.Estimated;

    private static bool IsReal(in TokenUsage usage) =>
        (ulong)usage.Input <= MaxCount
        && (ulong)usage.CacheRead <= MaxCount
        && (ulong)usage.CacheWrite5m <= MaxCount
        && (ulong)usage.CacheWrite1h <= MaxCount
        && (ulong)usage.Output <= MaxCount;

    private static bool Add(RateTier tier, ChargeItem item, long quantity, Span<ChargeLine> lines, ref int count, ref decimal sum)
    {
        if (quantity == 0)
        {
            return true;
        }

        ref readonly var rate = ref tier[item];
        if (!rate.IsPriced)
        {
            return false;
        }

        var amount = quantity * rate.PerToken;
        sum += amount;
        if (!lines.IsEmpty)
        {
            lines[count] = new ChargeLine(item, quantity, rate.PerMillion, rate.Multiplier, new Usd(amount));
        }

        count++;
        return true;
    }

    private static bool TryCharge(
        RateTier tier, in TokenUsage usage, Span<ChargeLine> lines, out int count, out Usd total, out PriceErrorCode error)
    {
        count = 0;
        total = default;
        var sum = 0m;
        if (Add(tier, ChargeItem.Input, usage.Input, lines, ref count, ref sum)
            && Add(tier, ChargeItem.CacheWrite5m, usage.CacheWrite5m, lines, ref count, ref sum)
            && Add(tier, ChargeItem.CacheWrite1h, usage.CacheWrite1h, lines, ref count, ref sum)
            && Add(tier, ChargeItem.CacheRead, usage.CacheRead, lines, ref count, ref sum)
            && Add(tier, ChargeItem.Output, usage.Output, lines, ref count, ref sum))
        {
            total = new Usd(sum);
            error = PriceErrorCode.None;
            return true;
        }

        count = 0;
        error = PriceErrorCode.CacheNotPricedOnSurface;
        return false;
    }

    private static void ThrowUnknown(PriceErrorCode error) => throw new PriceUnknownException(error);

    private bool IsDerivedBatch(in TokenUsage usage) =>
        Query.Batch
        && Query.Surface is Surface.Bedrock or Surface.BedrockMantle
        && (usage.CacheRead | usage.CacheWrite5m | usage.CacheWrite1h) != 0;

    private RateTier TierOf(long prompt)
    {
        var tiers = _tiers;
        for (var index = tiers.Length - 1; index > 0; index--)
        {
            if (prompt > tiers[index].PromptTokensOver)
            {
                return tiers[index];
            }
        }

        return tiers[0];
    }
}
