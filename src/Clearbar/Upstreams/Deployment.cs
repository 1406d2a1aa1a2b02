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

    /// <summary>Base address; null for the embedded emulator until it listens.</summary>
    public Uri? Address { get; init; }

    /// <summary>Name of the environment variable that holds the upstream's key; the key itself is never configuration.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Dialects this deployment speaks: same-dialect requests pass through it byte by byte.</summary>
    public bool Speaks(Dialect dialect) => Surface switch
    {
        Surface.Emulator => dialect is Dialect.Anthropic or Dialect.Converse or Dialect.Invoke,
        Surface.AnthropicApi => dialect is Dialect.Anthropic,
        _ => false,
    };
}
