using System.Buffers.Binary;
using System.Globalization;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Torture.Audit;

/// <summary>
/// Compares the ledger with the upstream's own bill, entry by entry. Settled entries must have the bill's usage and its exact price;
/// unknown ones must be marked so, with a ceiling the bill does not exceed; every billed attempt has exactly one entry.
/// </summary>
internal static class Auditor
{
    /// <param name="whole">Request ids whose answers a client saw to the end: each must be settled.</param>
    public static Verdict Compare(List<Entry> ledger, List<BilledAttempt> bill, IReadOnlyCollection<string> whole)
    {
        var verdict = new Verdict { Entries = ledger.Count };
        var billed = new Dictionary<Guid, BilledAttempt>(bill.Count);
        foreach (var attempt in bill)
        {
            Check(verdict, billed.TryAdd(attempt.Entry, attempt), $"attempt {attempt.Entry} reached the upstream twice");
            Check(verdict, attempt.Outcome != "open", $"attempt {attempt.Entry} is still being answered");
        }

        foreach (var entry in ledger)
        {
            CompareOne(verdict, entry, billed.TryGetValue(entry.Id, out var attempt) ? attempt : null);
            billed.Remove(entry.Id);
        }

        foreach (var missing in billed.Keys)
        {
            verdict.Differences.Add($"billed attempt {missing} is not on the ledger");
        }

        var distinct = ledger.Select(static entry => (entry.RequestId, entry.Attempt)).Distinct().Count();
        Check(verdict, distinct == ledger.Count, $"{ledger.Count - distinct} attempts have more than one entry");
        var accepted = ledger.Where(static entry => entry.Outcome == EntryOutcome.Accepted).Select(static entry => entry.RequestId)
            .ToHashSet(StringComparer.Ordinal);
        var unsettled = whole.Count(id => !accepted.Contains(id));
        Check(verdict, unsettled == 0, $"{unsettled} requests were answered whole but are not settled");
        Check(
            verdict,
            (verdict.LedgerCost - verdict.BillCost).MicroUsd == 0,
            $"the ledger says {verdict.LedgerCost}, the bill {verdict.BillCost}");
        return verdict;
    }

    private static void CompareOne(Verdict verdict, Entry entry, BilledAttempt? attempt)
    {
        var real = attempt is null ? Usd.Zero : PriceOf(entry, attempt.Usage);
        // Broken: bought and counted, but the journal could not take the settlement in time, so the client did not get it (a full disk).
        // A client that hung up after the upstream's final counts leaves an exact entry too; it must be as right as any other.
        if (entry.Outcome is EntryOutcome.Accepted or EntryOutcome.Escalated or EntryOutcome.Broken
            || (entry.Outcome == EntryOutcome.ClientGone && entry.PriceStatus == PriceStatus.Exact))
        {
            verdict.Settled++;
            verdict.LedgerCost += entry.Cost ?? Usd.Zero;
            verdict.BillCost += real;
            Check(verdict, attempt is not null, $"entry {entry.Id} is {entry.Outcome}, but the upstream never saw it");
            Check(verdict, attempt is null || attempt.Usage == entry.Usage, $"entry {entry.Id} has usage {entry.Usage}, the bill {attempt?.Usage}");
            Check(verdict, entry.Cost == real && entry.PriceStatus == PriceStatus.Exact, $"entry {entry.Id} costs {entry.Cost}, the bill {real}");
        }
        else
        {
            verdict.Unknown++;
            verdict.UnknownCeiling += entry.Ceiling ?? Usd.Zero;
            verdict.UnknownBill += real;
            Check(
                verdict,
                entry.Outcome is EntryOutcome.Abandoned or EntryOutcome.ClientGone,
                $"entry {entry.Id} is {entry.Outcome}; the upstream's bill is {real}");
            Check(verdict, entry.PriceStatus != PriceStatus.Exact, $"entry {entry.Id} is {entry.Outcome} and yet has an exact price");
            Check(verdict, attempt is null || entry.Cost is null || entry.Cost > Usd.Zero, $"entry {entry.Id} is {entry.Outcome} and free");
        }

        Check(verdict, entry.Ceiling is { } ceiling && ceiling >= real, $"entry {entry.Id} has a ceiling of {entry.Ceiling}, the bill {real}");
    }

    /// <summary>At the day in the entry's own id (UUID version 7), so that a clock that jumped prices with the day it jumped to.</summary>
    private static Usd PriceOf(Entry entry, TokenUsage usage)
    {
        Span<byte> id = stackalloc byte[16];
        entry.Id.TryWriteBytes(id, bigEndian: true, out _);
        var day = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(id) >> 16).UtcDateTime);
        var lines = new ChargeLine[RateCard.MaxLines];
        return PriceBook.Embedded.TryFindRate(new RateQuery(Surface.Bedrock, entry.Model, day), out var card, out _)
            && card.TryCharge(usage, lines, out _, out var cost, out _)
            ? cost
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"no price for {entry.Model} on {day}: {usage}"));
    }

    private static void Check(Verdict verdict, bool holds, string difference)
    {
        if (!holds)
        {
            verdict.Differences.Add(difference);
        }
    }
}
