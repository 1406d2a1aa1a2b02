using Clearbar.Wire;

namespace Clearbar.Tests.Ledger.Reconciling;

/// <summary>One call as the provider counted it.</summary>
/// <param name="At">When it began.</param>
/// <param name="Model">The id that names the price, for example <c>global.anthropic.claude-haiku-4-5-20251001-v1:0</c>.</param>
/// <param name="Usage">What the provider counted.</param>
/// <param name="RequestId">The provider's request id.</param>
public sealed record ProviderCall(DateTimeOffset At, string Model, TokenUsage Usage, string RequestId);
