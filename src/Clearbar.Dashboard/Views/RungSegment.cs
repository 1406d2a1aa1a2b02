using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>One part of a stacked bar of rungs.</summary>
/// <param name="Rung">The rung's name.</param>
/// <param name="Hue">Number of its colour.</param>
/// <param name="Accepted">Answers of this rung that clients got.</param>
/// <param name="Tenths">Its share in tenths of a percent; the shares of a bar add up to 1,000.</param>
/// <param name="ShareText">The share, worded.</param>
/// <param name="Escalated">Answers of this rung that a gate did not pass; null where not known.</param>
/// <param name="Cost">What all attempts on this rung cost; null where not known.</param>
public sealed record RungSegment(string Rung, int Hue, long Accepted, int Tenths, string ShareText, long? Escalated, Usd? Cost);
