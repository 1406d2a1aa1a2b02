using System.Globalization;
using System.IO.Compression;
using System.Text;
using Clearbar.Ledger.Exports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger.Reconciling;

/// <summary>
/// Makes the files of <c>samples/reconcile</c>: a made-up ledger of three days, and the bills its providers would have sent for it, one of them
/// with the faults that bills and books have in practice. The same bytes every time.
/// </summary>
public static class SampleBooks
{
    private const string Haiku = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
    private const string Sonnet = "us.anthropic.claude-sonnet-5";
    private const string Opus = "global.anthropic.claude-opus-5";

    private static readonly DateTimeOffset s_first = new(2026, 11, 17, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProviderCall s_lost = new(s_first.AddHours(34), Haiku, new TokenUsage(2_400, 0, 0, 0, 310), "made-up-lost");

    public static void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var (bedrock, direct, platform) = (Bedrock(), Calls("claude-sonnet-5", "direct"), Calls("claude-opus-5", "platform"));
        WriteLedger(Path.Combine(directory, "ledger.jsonl"), bedrock, direct, platform);
        Lines(Path.Combine(directory, "cur2.csv"), [SyntheticBills.CurHeader, .. FaultyCur(bedrock, platform)]);
        Lines(Path.Combine(directory, "anthropic-usage.json"), [SyntheticBills.AnthropicUsage(direct)]);
        using var packed = new GZipStream(File.Create(Path.Combine(directory, "invocation-logs.json.gz")), CompressionLevel.SmallestSize);
        packed.Write(Encoding.UTF8.GetBytes(string.Join('\n', SyntheticBills.InvocationLog(bedrock)) + "\n"));
    }

    private static void WriteLedger(string path, List<ProviderCall> bedrock, List<ProviderCall> direct, List<ProviderCall> platform)
    {
        var entries = bedrock.Select(static call => LedgerOf.Entry(call))
            .Concat(direct.Select(static call => LedgerOf.Entry(call, Surface.AnthropicApi)))
            .Concat(platform.Select(static call => LedgerOf.Entry(call, Surface.ClaudePlatformAws)))
            .Append(LedgerOf.Abandoned(s_lost, new Usd(0.025m)))
            .OrderBy(static entry => entry.At).ThenBy(static entry => entry.EntryId);
        using var file = File.Create(path);
        using var writer = new JsonlEntryWriter(file);
        foreach (var entry in entries)
        {
            // The price book's version would change the file whenever any price does.
            writer.Write(entry with { PriceBook = "made-up" });
        }
    }

    private static List<string> FaultyCur(List<ProviderCall> bedrock, List<ProviderCall> platform)
    {
        var past = new ProviderCall(s_first.AddHours(31), Opus, new TokenUsage(12_000, 0, 0, 0, 900), "made-up-past-the-gateway");
        var rows = SyntheticBills.Cur(bedrock.Where(static call => call.At < s_first.AddHours(66)).Append(past).Append(s_lost)).ToList();
        rows.RemoveAt(rows.FindIndex(static row => row.Contains("2026-11-17T08", StringComparison.Ordinal) && row.Contains("Sonnet 5", StringComparison.Ordinal) && row.Contains("_output", StringComparison.Ordinal)));
        var dearer = rows.FindIndex(static row => row.Contains("2026-11-18T06", StringComparison.Ordinal) && row.Contains("USE1_OutputTokenCount", StringComparison.Ordinal));
        var fields = rows[dearer].Split(',');
        fields[9] = (decimal.Parse(fields[9], CultureInfo.InvariantCulture) * 1.1m).ToString("0.##########", CultureInfo.InvariantCulture);
        rows[dearer] = string.Join(',', fields);
        foreach (var day in platform.GroupBy(static call => call.At.UtcDateTime.Date))
        {
            var usd = day.Sum(static call => LedgerOf.Entry(call, Surface.ClaudePlatformAws).Cost!.Value.Amount);
            var units = decimal.Floor(usd * 100);
            rows.Add(SyntheticBills.CurLine("Usage", new DateTimeOffset(day.Key, TimeSpan.Zero), "Global-ClaudeConsumptionUnits", units, units / 100, "Claude Platform on AWS", "Units"));
        }

        rows.Add(SyntheticBills.CurLine("Usage", s_first, "USE1-MP:USE1_HyperTokenCount_Global-Units", 0.25m, 0.125m, "Claude Opus 5 (Amazon Bedrock Edition)", "Units"));
        rows.Add(SyntheticBills.CurLine("Tax", s_first, "USE1-MP:USE1_InputTokenCount_Global-Units", 1, 0.07m, "Claude Haiku 4.5 (Amazon Bedrock Edition)", ""));
        rows.Add(SyntheticBills.CurLine("Credit", s_first, "USE1-MP:USE1_InputTokenCount_Global-Units", 1, -0.5m, "Claude Haiku 4.5 (Amazon Bedrock Edition)", ""));
        rows.Add(SyntheticBills.CurLine("Usage", s_first, "USE1-BoxUsage:m7g.large", 24, 1.9584m, "Amazon Elastic Compute Cloud", "Hrs"));
        return rows;
    }

    private static List<ProviderCall> Bedrock() => [.. Calls(Haiku, "haiku"), .. Calls(Sonnet, "sonnet"), .. Calls(Opus, "opus")];

    /// <summary>Twelve calls a day, every two hours; sizes by a fixed rule, with cache writes first and reads after.</summary>
    private static List<ProviderCall> Calls(string model, string name) => [.. Enumerable.Range(0, 36).Select(i =>
    {
        var isWrite = i % 12 == 0;
        var usage = new TokenUsage(700 + (i * 37 % 400), isWrite ? 0 : 6_000, isWrite && name != "opus" ? 6_000 : 0, isWrite && name == "opus" ? 6_000 : 0, 90 + (i * 53 % 300));
        return new ProviderCall(s_first.AddHours(i * 2).AddMinutes(name.Length), model, usage, $"00000000-0000-4000-8000-{name.Length:D4}{i:D8}");
    })];

    private static void Lines(string path, IEnumerable<string> lines) => File.WriteAllText(path, string.Join('\n', lines).ReplaceLineEndings("\n") + "\n");
}
