using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>
/// Bedrock's model invocation logs as S3 keeps them: newline-delimited JSON, packed or not. Every request with its counts and id; no amounts, so
/// they are priced from the price book. Calls to the mantle endpoint and to Claude Platform on AWS are not in these logs.
/// </summary>
public sealed class InvocationLogs(IReadOnlyList<string> files, PriceBook book, Action<long>? progress = null) : IBill
{
    private readonly Dictionary<(string Model, DateOnly Day), RateCard?> _rates = [];

    public string Title => "Bedrock model invocation logs";

    public BillPopulation Population => BillPopulation.BedrockRuntime;

    public BillDimensions Dimensions { get; } = new(Scope: true, Mode: true, CacheWrites: false, Tokens: true, Costs: false);

    public IEnumerable<BillLine> Read(BillRemarks remarks)
    {
        foreach (var file in files)
        {
            using var lines = new LogLines(BillFile.Open(file, progress));
            while (lines.TryRead(out var line))
            {
                if (line.Span.Trim(" \t\r"u8).IsEmpty)
                {
                    continue;
                }

                remarks.Read++;
                if (TryParse(line.Span, file, remarks, out var record))
                {
                    foreach (var item in LinesOf(record, remarks))
                    {
                        yield return item;
                    }
                }
            }
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> line, string file, BillRemarks remarks, out InvocationRecord record)
    {
        try
        {
            record = InvocationRecord.Parse(line);
        }
        catch (JsonException)
        {
            // The last record of a file that was cut, or a file of another kind: shown with the file's name, never passed over in silence.
            remarks.UnmatchedLine(Path.GetFileName(file), "a line is not JSON", 1, Usd.Zero);
            record = default;
            return false;
        }

        if (!record.IsInvocation)
        {
            remarks.Other(Usd.Zero);
            return false;
        }

        return true;
    }

    private IEnumerable<BillLine> LinesOf(InvocationRecord record, BillRemarks remarks)
    {
        var prompt = record.Input + record.CacheRead + record.CacheWrite;
        if (prompt + record.Output == 0)
        {
            remarks.NotUsageLine(record.ErrorCode ?? "no tokens", Usd.Zero);
            yield break;
        }

        var asked = record.ModelId ?? "";
        if (!book.Ids.TryResolve(asked, out var resolution) || record.Timestamp == default)
        {
            var speaksOfClaude = asked.Contains("claude", StringComparison.OrdinalIgnoreCase) || asked.Contains("inference-profile", StringComparison.Ordinal);
            if (speaksOfClaude || record.Timestamp == default)
            {
                remarks.UnmatchedLine(asked, record.Timestamp == default ? "no timestamp" : "the id is not in the price book", prompt + record.Output, Usd.Zero);
            }
            else
            {
                remarks.Other(Usd.Zero);
            }

            yield break;
        }

        var rate = RateOf(asked, DateOnly.FromDateTime(record.Timestamp.UtcDateTime));
        var scope = resolution!.Scope switch
        {
            Scope.Global => BillScope.Global,
            Scope.Gov => BillScope.Gov,
            _ => BillScope.Regional,
        };
        foreach (var (item, charge, tokens) in ((string, ChargeItem, long)[])
        [
            ("input", ChargeItem.Input, record.Input), ("cacheRead", ChargeItem.CacheRead, record.CacheRead),
            ("cacheWrite", ChargeItem.CacheWrite5m, record.CacheWrite), ("output", ChargeItem.Output, record.Output),
        ])
        {
            if (tokens > 0)
            {
                var cost = rate?.PerMillion(charge) is { } price ? new Usd(tokens * price / 1_000_000m) : (Usd?)null;
                var line = new BillLine(record.Timestamp, null, resolution.ModelId, new UsageKind(item, scope), tokens, cost) { RequestId = record.RequestId };
                remarks.Line(line);
                yield return line;
            }
        }
    }

    private RateCard? RateOf(string model, DateOnly day)
    {
        if (!_rates.TryGetValue((model, day), out var rate))
        {
            book.TryFindRate(new RateQuery(Surface.Bedrock, model, day), out rate, out _);
            _rates.Add((model, day), rate);
        }

        return rate;
    }
}
