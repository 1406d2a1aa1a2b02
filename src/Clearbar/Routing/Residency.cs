using Clearbar.Tiers;
using Clearbar.Upstreams;

namespace Clearbar.Routing;

/// <summary>
/// Where a call may be processed. The first deployment that can serve a request decides it, as its owner's order says; every other
/// candidate must stay within it (invariant I4): a retry never takes a prompt to a place where it would not have gone by itself.
/// </summary>
/// <param name="Geo">Geography of a geo profile; null otherwise.</param>
/// <param name="Region">AWS region that is called; null where the surface has none.</param>
public readonly record struct Residency(Scope Scope, string? Geo, string? Region)
{
    /// <summary>
    /// Where a deployment processes calls made with ids of this scope. Only Bedrock's ids say it; other surfaces promise no place.
    /// </summary>
    public static Residency Of(Deployment deployment, Scope scope, string? geo) =>
        deployment.PricedAs switch
        {
            Surface.Bedrock => new Residency(scope, geo, deployment.Region),
            // Mantle has no profiles: its calls stay in the region.
            Surface.BedrockMantle => new Residency(Scope.InRegion, null, deployment.Region),
            // The owner's own server; where it stands only the owner knows, so nothing stands in for it and it stands in for nothing regional.
            _ => new Residency(Scope.Global, null, null),
        };

    /// <summary>True when nothing processed under <paramref name="other"/> leaves this one.</summary>
    public bool Contains(Residency other) => Scope switch
    {
        Scope.Global => other.Scope != Scope.Gov,
        Scope.Gov => other.Scope == Scope.Gov,
        Scope.Geo => (other.Scope == Scope.Geo && other.Geo == Geo) || (other.Scope == Scope.InRegion && LiesIn(other.Region, Geo)),
        _ => other.Scope == Scope && other.Region is not null && other.Region == Region,
    };

    /// <summary>
    /// Narrower than what may be called from a region: <c>us.</c> profiles can be called from Canada, which is not in the US.
    /// </summary>
    private static bool LiesIn(string? region, string? geo) => region is not null && geo switch
    {
        "us" => region.StartsWith("us-", StringComparison.Ordinal) && !region.StartsWith("us-gov-", StringComparison.Ordinal),
        "ca" => region.StartsWith("ca-", StringComparison.Ordinal),
        // Zurich and London are eu- regions of AWS; its EU profiles do not route there.
        "eu" => region is "eu-central-1" or "eu-west-1" or "eu-west-3" or "eu-north-1" or "eu-south-1" or "eu-south-2",
        "jp" => region is "ap-northeast-1" or "ap-northeast-3",
        "au" => region is "ap-southeast-2" or "ap-southeast-4",
        _ => false,
    };
}
