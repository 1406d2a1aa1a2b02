using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>One bar of a waterfall.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Note">How it came about.</param>
/// <param name="Kind">A level, or a step between levels.</param>
/// <param name="Amount">The level, or the change: negative where money was saved.</param>
/// <param name="From">Level before; zero for a level.</param>
/// <param name="To">Level after.</param>
public sealed record WaterfallStep(string Name, string Note, WaterfallStepKind Kind, Usd Amount, Usd From, Usd To);
