using System.Net;

namespace Clearbar.Keys.Policies;

/// <summary>One model call as a policy sees it: what would be done, on what, and under which circumstances.</summary>
public sealed record AccessRequest
{
    /// <summary>
    /// <c>bedrock:InvokeModel</c> or <c>bedrock:InvokeModelWithResponseStream</c>: the actions AWS checks for Converse and Messages as
    /// well.
    /// </summary>
    public required string Action { get; init; }

    /// <summary>
    /// Names of the resource without region and account: <c>foundation-model/ID</c>, and <c>inference-profile/ID</c> if a profile is
    /// called.
    /// </summary>
    public required IReadOnlyList<string> Resources { get; init; }

    /// <summary>The model's id, for example <c>claude-haiku-4-5</c>.</summary>
    public required string Model { get; init; }

    /// <summary>haiku, sonnet, opus …</summary>
    public required string Family { get; init; }

    /// <summary><c>global</c>, <c>geo</c> or <c>in-region</c>; null where the surface has no scopes.</summary>
    public string? Scope { get; init; }

    /// <summary>Geography of a geo profile, for example <c>eu</c>.</summary>
    public string? Geo { get; init; }

    public required DateTimeOffset Time { get; init; }

    public IPAddress? SourceIp { get; init; }

    /// <summary>Tags of the key.</summary>
    public IReadOnlyDictionary<string, string> KeyTags { get; init; } = NoTags;

    /// <summary>Tags the client sent with the request.</summary>
    public IReadOnlyDictionary<string, string> RequestTags { get; init; } = NoTags;

    private static IReadOnlyDictionary<string, string> NoTags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
