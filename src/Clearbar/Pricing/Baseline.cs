namespace Clearbar.Pricing;

/// <summary>What the same tokens would have cost at another model or on another surface.</summary>
/// <param name="Total">The exact charge of the same counts there.</param>
/// <param name="TokenizerDiffers">
/// True when the two models count tokens differently: generations from 4.7 on count about 30 % more for the same text, so the baseline is an
/// estimate, too low when the baseline's model counts more and too high when it counts fewer.
/// </param>
/// <param name="Note">The caveat as a sentence for a report; null when there is none.</param>
public sealed record Baseline(Usd Total, bool TokenizerDiffers, string? Note);
