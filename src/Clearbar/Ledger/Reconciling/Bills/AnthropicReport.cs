using System.Text.Json;
using Clearbar.Ledger.Reconciling.Csv;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>
/// Anthropic's own usage report (counts; priced from the price book) or cost report (amounts without counts), as JSON from the Admin API or CSV
/// from the Claude Console. One kind at a time.
/// </summary>
public sealed class AnthropicReport(IReadOnlyList<string> files, PriceBook book, ModelNames models, Action<long>? progress = null) : IBill
{
    private bool _hasGeo;
    private bool _hasTier;
    private bool? _isCost;

    public string Title => _isCost == true ? "Anthropic cost report" : "Anthropic usage report";

    public BillPopulation Population => BillPopulation.Anthropic;

    public BillDimensions Dimensions => new(_hasGeo, _hasTier, CacheWrites: true, Tokens: _isCost != true, Costs: _isCost == true);

    public IEnumerable<BillLine> Read(BillRemarks remarks)
    {
        foreach (var file in files)
        {
            foreach (var row in Rows(file))
            {
                remarks.Read++;
                Note(row);
                foreach (var line in row.IsCost ? CostOf(row, remarks) : UsageOf(row, remarks))
                {
                    remarks.Line(line);
                    yield return line;
                }
            }
        }
    }

    private IEnumerable<AnthropicRow> Rows(string file)
    {
        using var stream = BillFile.Open(file, progress);
        using var peeked = new BufferedStream(stream);
        if (LooksLikeJson(file))
        {
            foreach (var value in JsonValues.Read(peeked))
            {
                using (value)
                {
                    foreach (var row in RowsOf(value, file))
                    {
                        yield return row;
                    }
                }
            }

            yield break;
        }

        using var rows = new CsvReader(new StreamReader(peeked));
        if (!rows.ReadRow())
        {
            throw new InvalidDataException($"{file} is empty.");
        }

        var columns = new AnthropicColumns(new CsvHeader(rows), file);
        while (rows.ReadRow())
        {
            yield return AnthropicRow.OfCsv(rows, columns);
        }
    }

    private static IReadOnlyList<AnthropicRow> RowsOf(JsonDocument value, string file)
    {
        try
        {
            return [.. AnthropicRow.OfJson(value.RootElement)];
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{file} is not a page of an Anthropic usage or cost report: {e.Message}", e);
        }
    }

    private static bool LooksLikeJson(string file)
    {
        using var start = BillFile.Open(file, null);
        var first = start.ReadByte();
        while (first is ' ' or '\t' or '\r' or '\n')
        {
            first = start.ReadByte();
        }

        return first == '{';
    }

    private void Note(AnthropicRow row)
    {
        if (_isCost is { } before && before != row.IsCost)
        {
            throw new InvalidDataException("Usage and cost reports are in one file: give one kind at a time, or their dollars would count twice.");
        }

        _isCost = row.IsCost;
        _hasGeo |= row.Geo is not null and not "not_available";
        _hasTier |= row.ServiceTier is not null;
    }

    private IEnumerable<BillLine> UsageOf(AnthropicRow row, BillRemarks remarks)
    {
        var counts = new (string Item, ChargeItem Charge, long Tokens)[]
        {
            ("input", ChargeItem.Input, row.Input), ("cacheRead", ChargeItem.CacheRead, row.CacheRead),
            ("cacheWrite5m", ChargeItem.CacheWrite5m, row.CacheWrite5m), ("cacheWrite1h", ChargeItem.CacheWrite1h, row.CacheWrite1h),
            ("output", ChargeItem.Output, row.Output),
        };
        var all = 0L;
        foreach (var count in counts)
        {
            all += count.Tokens;
        }

        if (ModelOf(row, remarks, all, Usd.Zero) is not { } model || ModeOf(row.ServiceTier) is not { } mode)
        {
            yield break;
        }

        var rates = RatesOf(row, model, mode);
        foreach (var (item, charge, tokens) in counts)
        {
            if (tokens > 0)
            {
                var cost = rates?.PerMillion(charge) is { } price ? new Usd(tokens * price / 1_000_000m) : (Usd?)null;
                yield return new BillLine(row.Start, row.End, model, new UsageKind(item, ScopeOf(row), mode), tokens, cost);
            }
        }
    }

    private IEnumerable<BillLine> CostOf(AnthropicRow row, BillRemarks remarks)
    {
        var cost = new Usd(row.Usd);
        if (row.Currency is not (null or "USD"))
        {
            remarks.UnmatchedLine(row.CostType!, $"amount in {row.Currency}, not in USD", 1, Usd.Zero);
            yield break;
        }

        if (row.CostType is "web_search" or "code_execution" or "session_usage")
        {
            remarks.NotUsageLine(row.CostType, cost);
            yield break;
        }

        if (ItemOf(row.TokenType) is not { } item)
        {
            remarks.UnmatchedLine($"{row.CostType} {row.TokenType}".TrimEnd(), "not a token type that is known", 1, cost);
            yield break;
        }

        if (ModelOf(row, remarks, 1, cost) is { } model && ModeOf(row.ServiceTier) is { } mode)
        {
            yield return new BillLine(row.Start, row.End, model, new UsageKind(item, ScopeOf(row), mode), null, cost);
        }
    }

    private string? ModelOf(AnthropicRow row, BillRemarks remarks, decimal quantity, Usd cost)
    {
        var model = row.Model is { } name ? models.Find(name) : null;
        if (model is null)
        {
            var reason = row.Model is null ? "no model: group the report by model" : "no model of the price book has this name";
            remarks.UnmatchedLine(row.Model ?? "(all models)", reason, quantity, cost);
        }
        else if (ModeOf(row.ServiceTier) is null)
        {
            remarks.UnmatchedLine($"{row.Model} {row.ServiceTier}", "not a service tier that is known", quantity, cost);
        }

        return model;
    }

    private RateCard? RatesOf(AnthropicRow row, string model, BillMode mode)
    {
        var query = new RateQuery(Surface.AnthropicApi, model, DateOnly.FromDateTime(row.Start.UtcDateTime))
        {
            Batch = mode == BillMode.Batch,
            InferenceGeo = ScopeOf(row) == BillScope.UsOnly ? "us" : null,
            AskedSpeed = row.Speed == "fast" ? Speed.Fast : null,
            ServedSpeed = row.Speed == "fast" ? Speed.Fast : null,
        };
        return book.TryFindRate(query, out var card, out _) ? card : null;
    }

    private static BillScope ScopeOf(AnthropicRow row) => row.Geo == "us" ? BillScope.UsOnly : BillScope.Any;

    private static BillMode? ModeOf(string? tier) => tier switch
    {
        null or "standard" => BillMode.Standard,
        "batch" or "message_batch" => BillMode.Batch,
        "priority" or "priority_on_demand" => BillMode.Priority,
        "flex" or "flex_discount" => BillMode.Flex,
        _ => null,
    };

    private static string? ItemOf(string? tokenType) => tokenType switch
    {
        "uncached_input_tokens" or "input_no_cache" or "input" => "input",
        "cache_read_input_tokens" or "input_cache_read" => "cacheRead",
        "cache_creation.ephemeral_5m_input_tokens" or "input_cache_write_5m" => "cacheWrite5m",
        "cache_creation.ephemeral_1h_input_tokens" or "input_cache_write_1h" => "cacheWrite1h",
        "output_tokens" or "output" => "output",
        _ => null,
    };
}
