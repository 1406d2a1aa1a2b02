using Clearbar.Tiers;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// What a region's name decides: its endpoint, and which geographic inference profiles can be called there (Amazon Bedrock user guide,
/// "Supported Regions and models for inference profiles", October 2026).
/// </summary>
public static class BedrockRegions
{
    /// <summary>The Bedrock runtime of a region.</summary>
    public static Uri EndpointOf(string region) =>
        new($"https://bedrock-runtime.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}");

    /// <summary>Bedrock's newer Messages endpoint of a region (Amazon Bedrock user guide, October 2026).</summary>
    public static Uri MantleEndpointOf(string region) => new($"https://bedrock-mantle.{region}.api.aws");

    /// <summary>Claude Platform on AWS in a region (Anthropic documentation, October 2026).</summary>
    public static Uri PlatformEndpointOf(string region) => new($"https://aws-external-anthropic.{region}.api.aws");

    /// <summary>Bedrock's control plane of a region.</summary>
    public static Uri ControlPlaneOf(string region) =>
        new($"https://bedrock.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}");

    /// <summary>A name of the form <c>us-east-1</c>; whether the region exists is AWS's to say.</summary>
    public static bool IsName(string region)
    {
        var parts = region.Split('-');
        return parts.Length >= 3 && parts[0].Length == 2 && int.TryParse(parts[^1], out _) && parts.All(static part => part.Length > 0 && part.All(char.IsAsciiLetterOrDigit));
    }

    /// <summary>False when profiles of this scope and geography are certainly not callable from the region: then the traffic would leave it or fail.</summary>
    public static bool CanCall(string region, Scope scope, string? geo) => (scope, geo) switch
    {
        (Scope.Gov, _) => region.StartsWith("us-gov-", StringComparison.Ordinal),
        (_, _) when region.StartsWith("us-gov-", StringComparison.Ordinal) => scope is Scope.InRegion or Scope.None,
        (not Scope.Geo, _) => true,
        (_, "us") => region.StartsWith("us-", StringComparison.Ordinal) || region.StartsWith("ca-", StringComparison.Ordinal),
        (_, "ca") => region.StartsWith("ca-", StringComparison.Ordinal),
        (_, "eu") => region.StartsWith("eu-", StringComparison.Ordinal),
        (_, "jp") => region is "ap-northeast-1" or "ap-northeast-3",
        (_, "au") => region is "ap-southeast-2" or "ap-southeast-4" or "ap-southeast-6",
        (_, "apac") => region.StartsWith("ap-", StringComparison.Ordinal),
        _ => true,
    };
}
