using System.Diagnostics.CodeAnalysis;
using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>Where requests may be processed: anywhere, in a geography, or in one AWS region.</summary>
/// <param name="Scope">Bedrock endpoint kind; global means anywhere.</param>
/// <param name="Geo">The geography (<c>us</c>, <c>eu</c> …) of <see cref="Scope.Geo"/>; null otherwise.</param>
public sealed record Residency(Scope Scope, string? Geo)
{
    public static readonly Residency Global = new(Scope.Global, null);

    public static readonly Residency InRegion = new(Scope.InRegion, null);

    public string Name => Geo ?? (Scope == Scope.InRegion ? "in-region" : "global");

    /// <summary>Reads <c>global</c>, <c>in-region</c> or one of <paramref name="geos"/>.</summary>
    public static bool TryParse(string text, IReadOnlyList<string> geos, [NotNullWhen(true)] out Residency? residency)
    {
        ArgumentNullException.ThrowIfNull(geos);
        residency = text switch
        {
            "global" => Global,
            "in-region" => InRegion,
            _ when geos.Contains(text, StringComparer.Ordinal) => new Residency(Scope.Geo, text),
            _ => null,
        };
        return residency is not null;
    }
}
