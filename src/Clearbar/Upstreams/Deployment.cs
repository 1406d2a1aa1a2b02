using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Upstreams;

/// <summary>
/// One callable target as configured: surface, address, scope. Immutable; the models it serves are decided by the catalog
/// (a model with no id on this surface and scope is not served).
/// </summary>
public sealed record Deployment
{
    /// <summary>The owner's name for it; stands on every ledger entry.</summary>
    public required string Name { get; init; }

    public required Surface Surface { get; init; }

    /// <summary>
    /// The surface whose prices and ids apply. Equal to <see cref="Surface"/> except for the emulator, which stands in for a real one.
    /// </summary>
    public required Surface PricedAs { get; init; }

    /// <summary>Bedrock endpoint kind the ids are made for; <see cref="Tiers.Scope.None"/> elsewhere.</summary>
    public Scope Scope { get; init; }

    /// <summary>Prefix of geographic inference profiles (<c>us</c>, <c>eu</c> …) when <see cref="Scope"/> is <see cref="Tiers.Scope.Geo"/>.</summary>
    public string? Geo { get; init; }

    /// <summary>Base address; null for the embedded emulator until it listens. A Bedrock deployment has its region's unless told otherwise.</summary>
    public Uri? Address { get; init; }

    /// <summary>Name of the environment variable that holds the upstream's key; the key itself is never configuration.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>AWS region whose Bedrock is called and for which calls are signed; null elsewhere.</summary>
    public string? Region { get; init; }

    /// <summary>AWS profile the credentials come from; null takes the default chain.</summary>
    public string? Profile { get; init; }

    /// <summary>Role that is assumed with those credentials; null uses them as they are.</summary>
    public string? RoleArn { get; init; }

    public UpstreamTimeouts Timeouts { get; init; } = UpstreamTimeouts.Default;

    /// <summary>
    /// Dialects this deployment speaks: same-dialect requests pass through it byte by byte. Bedrock takes Messages requests as InvokeModel, whose body
    /// is theirs but for the declared edits.
    /// </summary>
    public bool Speaks(Dialect dialect) => Surface switch
    {
        Surface.Emulator => dialect is Dialect.Anthropic or Dialect.Converse or Dialect.Invoke,
        Surface.AnthropicApi => dialect is Dialect.Anthropic,
        Surface.Bedrock => dialect is Dialect.Anthropic or Dialect.Converse or Dialect.Invoke,
        _ => false,
    };
}
