using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Stories;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Cli.Explaining;

/// <summary>A request's story for a person.</summary>
public static class RequestText
{
    public static void Write(RequestStory story, TextWriter output)
    {
        var first = story.Attempts[0];
        output.WriteLine($"Request {story.RequestId}, {Words.Instant(first.At)}");
        output.WriteLine($"  class {Known(first.Class)}, asked for {Known(first.AskedModel)}{Way(first)}, key {Known(first.KeyId)}"
            + (first.Tags is { } tags ? $", tags {tags}" : ""));
        foreach (var entry in story.Attempts)
        {
            output.WriteLine();
            foreach (var line in Attempt(entry))
            {
                output.WriteLine(line);
            }
        }

        output.WriteLine();
        foreach (var line in Sum(story))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>How an attempt ended, in words; an outcome this version has no name for is its number.</summary>
    public static string Ended(EntryOutcome outcome) => outcome switch
    {
        EntryOutcome.Open => "has not ended yet",
        EntryOutcome.Accepted => "its answer was relayed to the client",
        EntryOutcome.Escalated => "its answer did not pass and another was asked for",
        EntryOutcome.Failed => "the upstream refused or failed before it answered",
        EntryOutcome.Broken => "its answer broke off",
        EntryOutcome.ClientGone => "the client hung up",
        EntryOutcome.Abandoned => "the gateway stopped before it was settled",
        _ => Enum.IsDefined(outcome) ? $"a call the gateway made for itself ({outcome})" : $"outcome {(int)outcome}",
    };

    private static IEnumerable<string> Attempt(StoredEntry entry)
    {
        yield return $"{entry.Attempt}. {Known(entry.Rung)}: {Known(entry.Model)} at {Known(entry.Deployment)}"
            + (entry.Surface is { } surface ? $" ({SurfaceNames.Of(surface)})" : "") + $"; {Ended(entry.Outcome)}"
            + (entry.Reason is { } reason ? $": {reason}" : "");
        if (entry.Status != 0 || entry.ServedModel is not null)
        {
            yield return $"   status {entry.Status}, served as {Known(entry.ServedModel)}, the upstream's id {Known(entry.UpstreamRequestId)}";
        }

        yield return $"   tokens: {Tokens(entry.Usage)}{(entry.UsageIsFinal ? "" : " (not final: a lower bound)")}"
            + (entry.EstimatedPromptTokens > 0 ? Words.Text($"; the prompt was estimated at {entry.EstimatedPromptTokens:N0}") : "");
        if (entry.Avoided is { } avoided && entry.Surface == Tiers.Surface.Local)
        {
            yield return $"   avoided, by estimate: {Tokens(avoided)}";
        }

        yield return $"   cost: {(entry.Cost is { } cost ? $"${cost}" : "not known")} ({PriceStatusWord(entry.PriceStatus)}, price book "
            + $"{Known(entry.PriceBook)}){(entry.Ceiling is { } ceiling ? $"; at most ${ceiling} was reserved" : "")}";
        foreach (var line in entry.Lines)
        {
            yield return $"     {Line(line)}";
        }

        yield return Words.Text($"   first byte after {entry.FirstByteMs:0.###} ms, whole after {entry.TotalMs:0.###} ms; ")
            + Words.Text($"the gateway's own time up to here {entry.GatewayMs:0.###} ms");
        if (entry.Edits is { } edits)
        {
            yield return $"   edits: {edits}";
        }
    }

    private static IEnumerable<string> Sum(RequestStory story)
    {
        yield return $"Total: ${story.Cost} for {Words.Count(story.Attempts.Count, "attempt")}"
            + (story.Uncertain == 0 ? "." : $"; the charge of {story.Uncertain} is not known, "
                + (story.UncertainCeiling is { } most ? $"at most ${most} more." : "and neither is a ceiling."));
        var fall = story.Waterfall;
        if (fall.Compared == 0)
        {
            yield return $"Not compared with {fall.Model}: no accepted answer has a known price there.";
            yield break;
        }

        yield return $"{fall.Model}, {(story.BaselineIsAsked ? "which was asked for" : "as reports compare")}, without a prompt cache would have cost "
            + $"${fall.Baseline}: saved {Money(fall.Saved)} ({Words.Share(fall.Saved.Amount, fall.Baseline.Amount)}).";
        foreach (var (lever, saved) in Levers(story))
        {
            yield return $"  {lever}: {Money(saved)}";
        }
    }

    /// <summary>Levers that did anything, in the order of a report's waterfall; negative ones cost more than they saved.</summary>
    private static IEnumerable<(string Lever, Usd Saved)> Levers(RequestStory story)
    {
        var fall = story.Waterfall;
        (string Lever, Usd Saved)[] levers =
        [
            ("prompt cache", fall.Cache),
            ("tier, endpoint and delivery", fall.Tier),
            ("rung 0, estimated", fall.Local),
            ("attempts that were not accepted", fall.Unaccepted),
            ("not compared", fall.NotCompared),
        ];
        return levers.Where(static lever => lever.Saved != Usd.Zero);
    }

    private static string Line(in LedgerLine line)
    {
        var isTokens = line.Item is "input" or "output" || line.Item.StartsWith("cache", StringComparison.Ordinal);
        var factor = line.Multiplier == 1 ? "" : $" x {new Usd(line.Multiplier)}";
        return Words.Text($"{line.Item}: {line.Quantity:#,0.####} at ${new Usd(line.Rate)}{(isTokens ? " per million" : "")}{factor} = ${line.Amount}");
    }

    private static string Money(Usd amount) => amount < Usd.Zero ? $"-${Usd.Zero - amount}" : $"${amount}";

    private static string Tokens(in TokenUsage usage) => Words.Text($"{usage.Input:N0} input, {usage.CacheRead:N0} read from the cache, ")
        + Words.Text($"{usage.CacheWrite5m:N0} written for 5 minutes, {usage.CacheWrite1h:N0} for an hour, {usage.Output:N0} output");

    private static string PriceStatusWord(PriceStatus status) => Enum.IsDefined(status) ? status.ToString().ToLowerInvariant() : $"{(int)status}";

    private static string Way(StoredEntry entry) => entry.Dialect is { } dialect ? $" in {dialect}{(entry.Stream ? ", streamed" : "")}" : "";

    private static string Known(string? text) => text is { Length: > 0 } ? text : "(not known)";
}
