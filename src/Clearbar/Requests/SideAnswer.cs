using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>What came of an extra call.</summary>
/// <param name="Answer">Null where nothing was answered.</param>
/// <param name="Cost">What it has cost over all its attempts, as far as that is known.</param>
/// <param name="CostAtMost">The same with ceilings where the cost is not known.</param>
public readonly record struct SideAnswer(Answer? Answer, Usd Cost, Usd CostAtMost)
{
    public static SideAnswer None => new(null, Usd.Zero, Usd.Zero);
}
