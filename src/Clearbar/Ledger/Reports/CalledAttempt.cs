using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>One attempt that went to a provider, as its quota saw it.</summary>
/// <param name="Model">The id that was called.</param>
/// <param name="AtMicroseconds">When it was opened, since 1970.</param>
/// <param name="EstimatedPrompt">Tokens the prompt was estimated to have; 0 when no estimate was made.</param>
/// <param name="Ceiling">The worst case it was opened with; null when unknown.</param>
public readonly record struct CalledAttempt(
    string Deployment, string Model, Surface Surface, long AtMicroseconds, TokenUsage Usage, long EstimatedPrompt, Usd? Ceiling);
