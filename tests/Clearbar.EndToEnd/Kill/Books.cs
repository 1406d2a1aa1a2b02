using System.Globalization;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Upstreams.Emulator;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Kill;

/// <summary>The ledger on one side, the upstream's own bill on the other.</summary>
public sealed class Books(IReadOnlyList<LedgerRow> ledger, IReadOnlyList<BillRow> bill)
{
    private readonly Dictionary<Guid, LedgerRow> _ledger = ledger.ToDictionary(row => row.EntryId);

    /// <summary>Every rule invariant I1 has for attempts that were sent.</summary>
    /// <param name="wholeAnswers">Request ids whose answers a client saw to the end.</param>
    public void Compare(IReadOnlyList<string> wholeAnswers)
    {
        var billed = new HashSet<Guid>();
        foreach (var row in bill)
        {
            Assert.NotNull(row.Entry);
            var id = Guid.ParseExact(row.Entry, "N");
            Assert.True(billed.Add(id), $"attempt {id} reached the upstream twice");
            Assert.True(_ledger.TryGetValue(id, out var entry), $"billed attempt {id} is not on the ledger");
            CompareOne(entry, row);
        }

        foreach (var entry in ledger)
        {
            Assert.NotEqual(EntryOutcome.Open, entry.Outcome);
            if (!billed.Contains(entry.EntryId))
            {
                Assert.True(
                    entry.Outcome is EntryOutcome.Abandoned or EntryOutcome.ClientGone,
                    $"entry {entry.EntryId} is {entry.Outcome}, but the upstream never saw it");
            }
        }

        Assert.Equal(ledger.Count, ledger.Select(entry => (entry.RequestId, entry.Attempt)).Distinct().Count());
        var settled = ledger.Where(entry => entry.Outcome == EntryOutcome.Accepted).Select(entry => entry.RequestId).ToHashSet(StringComparer.Ordinal);
        Assert.All(wholeAnswers, id => Assert.Contains(id, settled));
    }

    private static void CompareOne(LedgerRow entry, BillRow row)
    {
        var real = PriceOf(entry.Model, row.Usage);
        Assert.True(entry.Ceiling >= real, $"entry {entry.EntryId} has a ceiling of {entry.Ceiling}, the upstream bills {real}");
        switch (entry.Outcome)
        {
            // A client that left after the final counts and before the last event leaves as exact an entry as one that stayed.
            case EntryOutcome.ClientGone when entry.PriceStatus == PriceStatus.Exact:
            case EntryOutcome.Accepted or EntryOutcome.Escalated:
                Assert.True(entry.UsageIsFinal);
                Assert.Equal(row.Usage, entry.Usage);
                Assert.Equal(real, entry.Cost);
                Assert.Equal(PriceStatus.Exact, entry.PriceStatus);
                break;
            case EntryOutcome.ClientGone:
                Assert.True(entry.Cost is null || entry.Cost > Usd.Zero, "a hung-up attempt is not free");
                break;
            case EntryOutcome.Abandoned:
                Assert.Equal(PriceStatus.Estimated, entry.PriceStatus);
                Assert.Equal(entry.Ceiling, entry.Cost);
                break;
            default:
                Assert.Fail($"entry {entry.EntryId} is {entry.Outcome}: {entry.Reason}");
                break;
        }
    }

    private static Usd PriceOf(string model, TokenUsage usage)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.True(PriceBook.Embedded.TryFindRate(new RateQuery(Surface.Bedrock, model, today), out var card, out var error), error?.ToString());
        var lines = new ChargeLine[RateCard.MaxLines];
        Assert.True(card.TryCharge(usage, lines, out _, out var cost, out _), string.Create(CultureInfo.InvariantCulture, $"{model}: {usage}"));
        return cost;
    }
}
