using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Bench.Ledger;

/// <summary>Entries of an ordinary size: four charge lines, no tags.</summary>
internal static class BenchEntries
{
    private static readonly LedgerLine[] Lines =
    [
        new("input", 812, 1.1m, 1.1m, new Usd(0.00098252m)),
        new("cacheRead", 2048, 0.11m, 1.1m, new Usd(0.000247808m)),
        new("cacheWrite5m", 0, 1.375m, 1.1m, Usd.Zero),
        new("output", 143, 5.5m, 1.1m, new Usd(0.00086515m)),
    ];

    /// <summary>The lines as a store keeps them.</summary>
    public static string LinesText { get; } =
        """[["input",812,1.1,1.1,0.00098252],["cacheRead",2048,0.11,1.1,0.000247808],["cacheWrite5m",0,1.375,1.1,0],["output",143,5.5,1.1,0.00086515]]""";

    public static OpenedEntry Opened(Guid id, DateTimeOffset at) => new()
    {
        EntryId = id,
        RequestId = id.ToString("N"),
        Attempt = 1,
        OpenedAt = at,
        Class = "support-intent",
        Rung = "haiku",
        Deployment = "emulator",
        Surface = Surface.Bedrock,
        Model = "global.anthropic.claude-haiku-4-5-20251001-v1:0",
        AskedModel = "auto",
        Dialect = Dialect.Converse,
        Stream = true,
        KeyId = "key-1",
        EstimatedPromptTokens = 2860,
        Ceiling = new Usd(0.0125m),
        Edits = "model",
        PriceBook = "2026-10-15",
    };

    public static SettledEntry Settled(Guid id, DateTimeOffset at) => new()
    {
        EntryId = id,
        SettledAt = at,
        Outcome = EntryOutcome.Accepted,
        Status = 200,
        Usage = new TokenUsage(812, 2048, 0, 0, 143),
        UsageIsFinal = true,
        Cost = new Usd(0.002095478m),
        PriceStatus = PriceStatus.Exact,
        Lines = Lines,
        PriceBook = "2026-10-15",
        ServedModel = "claude-haiku-4-5-20251001",
        UpstreamRequestId = "b2c7a6a8-2f0b-4a5e-9d63-7c1d5a1f8e10",
        FirstByteMs = 412.8,
        TotalMs = 1310.25,
        GatewayMs = 0.412,
    };
}
