using Clearbar.Wire;

namespace Clearbar.Pricing.Estimates;

/// <summary>
/// What one request of a shape costs in each way it can be sent. Each price comes from the rate card for the whole request, because the
/// length
/// of the prompt chooses the prompt tier.
/// </summary>
internal sealed class ShapePrices
{
    private ShapePrices(RequestShape shape, bool cacheable)
    {
        Shape = shape;
        Cacheable = cacheable;
    }

    /// <summary>The shape in tokens of the model's own tokenizer.</summary>
    public RequestShape Shape { get; }

    /// <summary>Whether the prefix is long enough to be cached at all.</summary>
    public bool Cacheable { get; }

    public required decimal Plain { get; init; }

    public decimal? Read { get; private init; }

    public decimal? Write5m { get; private init; }

    public decimal? Write1h { get; private init; }

    /// <summary>
    /// Prices of <paramref name="shape"/> on <paramref name="card"/>; cache prices are null where the surface does not sell them.
    /// </summary>
    public static ShapePrices Of(RequestShape shape, RateCard card, bool cacheable)
    {
        var (prefix, fresh, output) = (shape.Prefix, shape.Fresh, shape.Output);
        return new ShapePrices(shape, cacheable && prefix > 0)
        {
            Plain = card.Charge(new TokenUsage(prefix + fresh, 0, 0, 0, output)).Amount,
            Read = TryCharge(card, new TokenUsage(fresh, prefix, 0, 0, output)),
            Write5m = TryCharge(card, new TokenUsage(fresh, 0, prefix, 0, output)),
            Write1h = TryCharge(card, new TokenUsage(fresh, 0, 0, prefix, output)),
        };
    }

    /// <summary>The price of a request that writes the prefix; null when that lifetime is not sold.</summary>
    public decimal? Write(CacheLifetime lifetime) => lifetime == CacheLifetime.FiveMinutes ? Write5m : Write1h;

    private static decimal? TryCharge(RateCard card, in TokenUsage usage) =>
        card.TryCharge(usage, [], out _, out var total, out _) ? total.Amount : null;
}
