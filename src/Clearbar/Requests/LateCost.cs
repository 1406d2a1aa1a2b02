using Clearbar.Pricing;

namespace Clearbar.Requests;

/// <summary>
/// What an attempt has cost that is read on beside its request. Said once, by whoever reads it; looked at by the request, which may be over before.
/// Thread-safe.
/// </summary>
/// <param name="ceiling">The most it can be; null when the price is not known.</param>
public sealed class LateCost(Usd? ceiling)
{
    private volatile Said? _said;

    /// <summary>Null while it is not known, and where it never will be.</summary>
    public Usd? Cost => _said?.Cost;

    /// <summary>The cost, or what stands for it while nobody knows it.</summary>
    public Usd AtMost => _said?.Cost ?? ceiling ?? Usd.Zero;

    /// <param name="cost">Null where it never will be known.</param>
    public void Say(Usd? cost) => _said = new Said(cost);

    private sealed record Said(Usd? Cost);
}
