namespace Clearbar.Pricing.Estimates;

/// <summary>What one lever takes off the month.</summary>
/// <param name="Lever">The lever.</param>
/// <param name="Amount">The exact saving in US dollars per month; negative when it costs more than it saves.</param>
public readonly record struct LeverSaving(Lever Lever, Usd Amount);
