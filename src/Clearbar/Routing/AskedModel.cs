using Clearbar.Tiers;

namespace Clearbar.Routing;

/// <summary>The model a client asked for, with what the form of its name says about geography.</summary>
/// <param name="Scope"><see cref="Tiers.Scope.None"/> for direct ids and tier names: they say nothing about geography.</param>
/// <param name="Geo">Geography of a geo profile (<c>us</c>, <c>eu</c> …), null otherwise.</param>
public sealed record AskedModel(Model Model, Scope Scope, string? Geo)
{
    /// <summary>
    /// ARN of the application inference profile the client named; null when it named none. It goes on as it is, so that AWS attributes the cost, and
    /// only its own region knows it.
    /// </summary>
    public string? ProfileArn { get; init; }
}
