using Clearbar.Wire;

namespace Clearbar.Tokens;

/// <summary>What a request is expected to use, before the call.</summary>
/// <param name="Usage">Expected tokens in the five buckets; none is negative.</param>
/// <param name="OutputP50">Half of the class's answers are at most about this long.</param>
/// <param name="OutputP90">Nine in ten are.</param>
/// <param name="Samples">Settled requests of this class and model the estimate stands on; 0: priors only.</param>
public readonly record struct TokenEstimate(TokenUsage Usage, long OutputP50, long OutputP90, long Samples);
