using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>Attempts whose cost is not known, and the most they can have cost.</summary>
/// <param name="Attempts">How many.</param>
/// <param name="Ceiling">Sum of the ceilings that are known.</param>
/// <param name="WithoutCeiling">How many of them have no ceiling either: <paramref name="Ceiling"/> does not bound these.</param>
public readonly record struct UncertainAmount(long Attempts, Usd Ceiling, long WithoutCeiling);
