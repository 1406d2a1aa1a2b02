namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>Why a call is not admitted.</summary>
/// <param name="What"><c>requests</c>, <c>tokens</c>, <c>input tokens</c> or <c>output tokens</c>.</param>
/// <param name="RetryAfterSeconds">When it would be, at least 1.</param>
internal sealed record QuotaShortage(string What, int RetryAfterSeconds);
