using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>What one rung cost in one column.</summary>
/// <param name="Rung">The rung's name.</param>
/// <param name="Hue">Number of its colour.</param>
/// <param name="Amount">More than zero.</param>
public sealed record SpendPart(string Rung, int Hue, Usd Amount);
