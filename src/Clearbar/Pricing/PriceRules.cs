namespace Clearbar.Pricing;

/// <summary>Multipliers and fees of the price file that belong to no single model. Money is US dollars.</summary>
public sealed record PriceRules
{
    /// <summary>Cache write for five minutes, as a multiple of the input price; used for fast mode, which has no cache rows.</summary>
    public required decimal CacheWrite5m { get; init; }

    /// <summary>Cache write for one hour, as a multiple of the input price.</summary>
    public required decimal CacheWrite1h { get; init; }

    /// <summary>Cache read as a multiple of the input price, unless <see cref="CacheReadExceptions"/> names the model.</summary>
    public required decimal CacheRead { get; init; }

    public required IReadOnlyList<CacheReadRule> CacheReadExceptions { get; init; }

    public required decimal Batch { get; init; }

    /// <summary>Factor of a geographic profile or a bare id on Bedrock, for models with a regional premium.</summary>
    public required decimal Regional { get; init; }

    /// <summary>Factor of AWS GovCloud on Bedrock; known from secondary sources only.</summary>
    public required decimal Gov { get; init; }

    /// <summary>Geographies of Bedrock inference profiles, without the dot: <c>us</c>, <c>eu</c> …</summary>
    public required IReadOnlyList<string> GeoPrefixes { get; init; }

    public required ReservedRules Reserved { get; init; }

    /// <summary>Factor of US-only inference.</summary>
    public required decimal InferenceGeoUs { get; init; }

    public required decimal WebSearchEach { get; init; }

    public required decimal ContainerHour { get; init; }

    /// <summary>Container seconds that an organisation has free in a month.</summary>
    public required decimal FreeContainerSeconds { get; init; }

    public required long MinimumContainerSeconds { get; init; }

    /// <summary>Price of one Claude consumption unit on Claude Platform on AWS.</summary>
    public required decimal Ccu { get; init; }

    public required decimal SessionHour { get; init; }

    /// <summary>First day on which fast mode and US-only inference change the price of Managed Agents.</summary>
    public required DateOnly SessionModifiersFrom { get; init; }

    /// <summary>Cache read multiple of a model on a date.</summary>
    public decimal CacheReadOf(string model, DateOnly date)
    {
        foreach (var exception in CacheReadExceptions)
        {
            if (exception.Model == model && (exception.From is null || exception.From <= date))
            {
                return exception.Multiplier;
            }
        }

        return CacheRead;
    }
}
