using Clearbar.Pricing;

namespace Clearbar.Ledger.Reports;

/// <summary>Where requests were answered: the accepted answers of one rung.</summary>
/// <param name="Rung">The rung's name.</param>
/// <param name="Accepted">Accepted answers.</param>
/// <param name="Share">Part of all accepted answers, 0 to 1.</param>
/// <param name="Escalated">Attempts on this rung that a gate did not pass.</param>
/// <param name="Cost">What all attempts on this rung cost.</param>
public sealed record RungShare(string Rung, long Accepted, double Share, long Escalated, Usd Cost);
