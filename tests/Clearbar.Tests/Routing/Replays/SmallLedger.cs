using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Tests.Ledger.Reconciling;
using Clearbar.Wire;

namespace Clearbar.Tests.Routing.Replays;

/// <summary>Entries of a class that runs haiku, then opus, priced by the built-in table; every number can be checked by hand.</summary>
internal static class SmallLedger
{
    public const string Haiku = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
    public const string Opus = "global.anthropic.claude-opus-5";
    public const string Reason = "confidence 0.41 < 0.80";

    public static readonly DateTimeOffset Start = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Tokens of every haiku answer: 1,000 in, 100 out, $0.0015.</summary>
    public static readonly TokenUsage HaikuUsage = new(1_000, 0, 0, 0, 100);

    /// <summary>Tokens of every opus answer: 1,300 in, 130 out, $0.00975.</summary>
    public static readonly TokenUsage OpusUsage = new(1_300, 0, 0, 0, 130);

    /// <summary>Eight requests: five accepted at haiku, two escalated to opus, one refused upstream.</summary>
    public static List<StoredEntry> Entries()
    {
        var entries = new List<StoredEntry>();
        for (var i = 0; i < 5; i++)
        {
            entries.Add(Of($"r{i}", 1, "haiku", EntryOutcome.Accepted));
        }

        foreach (var request in (string[])["e0", "e1"])
        {
            entries.Add(Of(request, 1, "haiku", EntryOutcome.Escalated, Reason));
            entries.Add(Of(request, 2, "opus", EntryOutcome.Accepted));
        }

        entries.Add(Of("f", 1, "haiku", EntryOutcome.Failed, "Overloaded") with
        {
            Usage = default, Cost = new(0), Lines = [], Status = 529, ServedModel = null, UsageIsFinal = true,
        });
        return entries;
    }

    public static StoredEntry Of(string request, int attempt, string rung, EntryOutcome outcome, string? reason = null)
    {
        var isHaiku = rung == "haiku";
        var seconds = (request[0] * 60) + (request[^1] * 2) + attempt;
        var call = new ProviderCall(Start.AddSeconds(seconds), isHaiku ? Haiku : Opus, isHaiku ? HaikuUsage : OpusUsage, $"{request}-{attempt}");
        return LedgerOf.Entry(call) with
        {
            RequestId = request,
            Attempt = attempt,
            Rung = rung,
            Outcome = outcome,
            Reason = reason,
            FirstByteMs = 100,
            TotalMs = isHaiku ? 400 : 900,
            GatewayMs = 0.25 * attempt,
            PriceBook = "made-up",
            SettledAt = call.At.AddMilliseconds(isHaiku ? 400 : 900),
        };
    }

    /// <summary>Writes entries as an export.</summary>
    public static void Write(string path, IEnumerable<StoredEntry> entries)
    {
        using var stream = File.Create(path);
        using var writer = new JsonlEntryWriter(stream);
        foreach (var entry in entries.OrderBy(static entry => entry.At))
        {
            writer.Write(entry);
        }
    }
}
