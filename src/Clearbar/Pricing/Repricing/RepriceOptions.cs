namespace Clearbar.Pricing.Repricing;

/// <summary>Under what history is priced again.</summary>
public sealed record RepriceOptions
{
    /// <summary>The price table.</summary>
    public required PriceBook Prices { get; init; }

    /// <summary>The day whose prices hold for all entries; null: each entry's own day.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Prices every entry as if this model had served it; null: the model that did.</summary>
    public string? Model { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }
}
