using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger.Reconciling;

/// <summary>Entries a gateway would have for calls, and a source that gives them.</summary>
public sealed class LedgerOf(IEnumerable<StoredEntry> entries) : IEntrySource
{
    private readonly List<StoredEntry> _entries = [.. entries];

    public IEnumerable<StoredEntry> Read(DateTimeOffset? from, DateTimeOffset? to) =>
        _entries.Where(entry => (from is null || entry.At >= from) && (to is null || entry.At < to));

    public void Dispose()
    {
    }

    public static LedgerOf Calls(IEnumerable<ProviderCall> calls, Surface surface = Surface.Bedrock) => new(calls.Select(call => Entry(call, surface)));

    /// <summary>The entry of a call that went well.</summary>
    public static StoredEntry Entry(ProviderCall call, Surface surface = Surface.Bedrock)
    {
        var query = new RateQuery(surface, call.Model, DateOnly.FromDateTime(call.At.UtcDateTime));
        Assert.True(PriceBook.Embedded.TryFindRate(query, out var card, out var error), error?.Message);
        var lines = new ChargeLine[RateCard.MaxLines];
        var cost = card.Charge(call.Usage, lines, out var count);
        return new StoredEntry
        {
            // Made of the request id, so that the same calls are the same entries.
            EntryId = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(call.RequestId)).AsSpan(0, 16)),
            At = call.At,
            SettledAt = call.At.AddSeconds(3),
            Outcome = EntryOutcome.Accepted,
            RequestId = "req-" + call.RequestId,
            Attempt = 1,
            Class = "support",
            Rung = "haiku",
            Deployment = SurfaceNames.Of(surface),
            Surface = surface,
            Model = call.Model,
            AskedModel = "auto",
            ServedModel = card.ModelId,
            Dialect = Dialect.Anthropic,
            KeyId = "key-1",
            Status = 200,
            UpstreamRequestId = call.RequestId,
            Usage = call.Usage,
            UsageIsFinal = true,
            Ceiling = new Usd(cost.Amount * 2),
            Cost = cost,
            PriceStatus = PriceStatus.Exact,
            Lines = [.. lines.Take(count).Select(static line => new LedgerLine(line.Name, line.Quantity, line.Rate, line.Multiplier, line.Amount))],
            PriceBook = PriceBook.Embedded.Version,
        };
    }

    /// <summary>The entry of the same call where the gateway died before it could settle.</summary>
    public static StoredEntry Abandoned(ProviderCall call, Usd? ceiling) => Entry(call) with
    {
        Outcome = EntryOutcome.Abandoned,
        UpstreamRequestId = null,
        Usage = default,
        UsageIsFinal = false,
        Ceiling = ceiling,
        Cost = ceiling,
        PriceStatus = PriceStatus.Estimated,
        Lines = [],
    };
}
