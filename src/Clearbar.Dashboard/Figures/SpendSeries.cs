using Clearbar.Pricing;

namespace Clearbar.Dashboard.Figures;

/// <summary>Spend over time. The amounts of all buckets add up to the period's spend.</summary>
/// <param name="Start">First instant of the first bucket, UTC.</param>
/// <param name="Width">Length of every bucket.</param>
/// <param name="Rungs">Rungs in ladder order: the columns of <paramref name="Buckets"/>.</param>
/// <param name="Buckets">Per bucket the spend of each rung.</param>
public sealed record SpendSeries(
    DateTimeOffset Start, TimeSpan Width, IReadOnlyList<string> Rungs, IReadOnlyList<IReadOnlyList<Usd>> Buckets);
