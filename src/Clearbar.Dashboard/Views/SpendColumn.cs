using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>One column of a <see cref="SpendChart"/>.</summary>
/// <param name="Label">When it begins, UTC.</param>
/// <param name="Total">Its height.</param>
/// <param name="Parts">From the bottom up.</param>
public sealed record SpendColumn(string Label, Usd Total, IReadOnlyList<SpendPart> Parts);
