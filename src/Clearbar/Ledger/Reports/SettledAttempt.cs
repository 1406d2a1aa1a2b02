using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>What a waterfall needs to know of one settled attempt.</summary>
/// <param name="Date">UTC day it was opened on, for the baseline's price.</param>
/// <param name="Outcome">Never <see cref="EntryOutcome.Open"/> or <see cref="EntryOutcome.Abandoned"/>.</param>
/// <param name="Surface">Where it was answered.</param>
/// <param name="Usage">Tokens the upstream reported.</param>
/// <param name="Avoided">Tokens a local answer avoided, estimated.</param>
/// <param name="Cost">Its charge; null when unknown.</param>
public readonly record struct SettledAttempt(
    DateOnly Date, EntryOutcome Outcome, Surface Surface, TokenUsage Usage, TokenUsage? Avoided, Usd? Cost);
