namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>One bucket at a moment: its limit per minute, what is left, and when it will be full.</summary>
internal readonly record struct QuotaBucketState(int Limit, long Remaining, DateTimeOffset FullAt);
