using Clearbar.Wire;

namespace Clearbar.Quotas.Reports;

/// <summary>One upstream attempt as the quota saw it.</summary>
/// <param name="AtMicroseconds">When it was opened, since 1970.</param>
/// <param name="PromptTokens">The estimate before it was sent.</param>
/// <param name="MaxTokens">Its output limit, worked back from its ceiling; null when that cannot be.</param>
internal readonly record struct QuotaEntry(long AtMicroseconds, TokenUsage Usage, long PromptTokens, long? MaxTokens);
