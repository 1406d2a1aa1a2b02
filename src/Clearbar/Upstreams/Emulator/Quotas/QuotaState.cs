namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>Every bucket of a meter at a moment; null where a limit is not counted.</summary>
internal readonly record struct QuotaState(
    QuotaBucketState? Requests, QuotaBucketState? Combined, QuotaBucketState? Input, QuotaBucketState? Output);
