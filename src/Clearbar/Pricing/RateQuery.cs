using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>Everything that decides the price of a token except how many there are. Compares by value, so it can key a cache.</summary>
/// <param name="Surface">
/// Where the model was bought. The emulator is asked for as the surface it stands in for; <see cref="Surface.Local"/> costs nothing.
/// </param>
/// <param name="Model">The id as sent: direct id or alias, Bedrock id, or ARN.</param>
/// <param name="Date">UTC day of the usage.</param>
public readonly record struct RateQuery(Surface Surface, string Model, DateOnly Date)
{
    /// <summary>Whether the request went through batch inference.</summary>
    public bool Batch { get; init; }

    /// <summary><c>us</c>, <c>global</c>, <c>not_available</c> or null, as in the request or the response's usage.</summary>
    public string? InferenceGeo { get; init; }

    /// <summary>Speed asked for; null means standard.</summary>
    public Speed? AskedSpeed { get; init; }

    /// <summary>Speed the response says it was served at; null means as asked. Served speed decides the price.</summary>
    public Speed? ServedSpeed { get; init; }

    /// <summary>Service tier the response says it was served at, as text; null means the standard tier.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The same query with what the response says about speed, tier and geography, which stands over what was asked.</summary>
    public RateQuery Served(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return this with
        {
            ServedSpeed = answer.Speed switch
            {
                null => ServedSpeed,
                "fast" => Speed.Fast,
                _ => Speed.Standard,
            },
            ServiceTier = answer.ServiceTier ?? ServiceTier,
            InferenceGeo = answer.InferenceGeo ?? InferenceGeo,
        };
    }
}
