namespace Clearbar.Pricing.Import;

/// <summary>What comparing a LiteLLM map with the price book found.</summary>
public sealed record LiteLlmReport
{
    public required IReadOnlyList<LiteLlmDifference> Differences { get; init; }

    /// <summary>Keys whose every stated price is the book's.</summary>
    public required IReadOnlyList<string> Same { get; init; }

    /// <summary>Keys the book cannot price, each with the reason.</summary>
    public required IReadOnlyList<(string Key, string Reason)> NotInBook { get; init; }

    /// <summary>Models the book prices on the day and the map does not name.</summary>
    public required IReadOnlyList<string> NotInMap { get; init; }

    /// <summary>Entries of other models or other sellers, which were not compared.</summary>
    public required int Others { get; init; }

    /// <summary>Entries that could not be read, each with its key.</summary>
    public required IReadOnlyList<string> Errors { get; init; }
}
