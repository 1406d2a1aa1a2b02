using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>Attempts of one day and model whose counts or price the ledger does not know for certain.</summary>
/// <param name="Entries">How many.</param>
/// <param name="Ceiling">The most those with a ceiling can cost together.</param>
/// <param name="WithoutCeiling">How many have none: what they cost has no bound.</param>
public readonly record struct UncertainFigures(long Entries, Usd Ceiling, long WithoutCeiling)
{
    public UncertainFigures Add(Usd? ceiling) => new(Entries + 1, Ceiling + (ceiling ?? Usd.Zero), WithoutCeiling + (ceiling is null ? 1 : 0));
}
