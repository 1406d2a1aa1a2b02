using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger;

/// <summary>Entries with every field filled, at a fixed time.</summary>
public static class SampleEntries
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly Usd Ceiling = new(0.0125m);

    public static readonly Usd Cost = new(0.00123450001m);

    public static OpenedEntry Opened(Guid id, string? request = null) => new()
    {
        EntryId = id,
        RequestId = request ?? $"req-{id:N}",
        Attempt = 1,
        OpenedAt = Noon,
        Class = "support \"intent\" ü",
        Rung = "haiku",
        Deployment = "emulator",
        Surface = Surface.Bedrock,
        Model = "anthropic.claude-haiku-4-5-20251001-v1:0",
        AskedModel = "auto",
        Dialect = Dialect.Converse,
        Stream = true,
        KeyId = "key-1",
        EstimatedPromptTokens = 812,
        Ceiling = Ceiling,
        Edits = "model,max_tokens",
        PriceBook = "2026-11-01",
        Tags = "team=support",
    };

    public static SettledEntry Settled(Guid id, EntryOutcome outcome = EntryOutcome.Accepted) => new()
    {
        EntryId = id,
        SettledAt = Noon.AddSeconds(2),
        Outcome = outcome,
        Status = 200,
        Usage = new TokenUsage(800, 10, 20, 30, 40),
        UsageIsFinal = true,
        Cost = Cost,
        PriceStatus = PriceStatus.Exact,
        Lines = [new LedgerLine("input", 800, 1.1m, 1.10m, new Usd(0.000968m)), new LedgerLine("output", 40, 5.5m, 1, new Usd(0.00022m))],
        PriceBook = "2026-11-01",
        ServedModel = "claude-haiku-4-5-20251001",
        UpstreamRequestId = "up-1",
        Reason = "confidence 0.41 < 0.80",
        FirstByteMs = 210.5,
        TotalMs = 900.25,
        GatewayMs = 0.375,
        Avoided = new TokenUsage(1, 2, 3, 4, 5),
    };
}
