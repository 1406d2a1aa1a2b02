using System.Globalization;
using Clearbar.Ledger.Reconciling.Csv;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>
/// AWS's cost and usage report as CSV: CUR 2.0 (<c>line_item_usage_type</c> …), the legacy report (<c>lineItem/UsageType</c> …), or a table with
/// the same columns. Read row by row; a row's meaning is looked up once per usage type and product.
/// </summary>
/// <remarks>Columns: AWS Data Exports user guide, "Cost and Usage Report (CUR) 2.0"; legacy data dictionary of the same.</remarks>
public sealed class CostAndUsageReport(IReadOnlyList<string> files, UsageTypeTable types, ModelNames models, Action<long>? progress = null) : IBill
{
    /// <summary>Distinct usage types remembered; a whole organisation's report has fewer.</summary>
    private const int MaxRemembered = 200_000;

    private readonly Dictionary<string, Meaning> _meanings = new(StringComparer.Ordinal);
    private char[] _key = new char[512];

    public string Title => "AWS cost and usage report";

    public BillPopulation Population => BillPopulation.Aws;

    public BillDimensions Dimensions { get; } = new(Scope: true, Mode: true, CacheWrites: true, Tokens: true, Costs: true);

    public IEnumerable<BillLine> Read(BillRemarks remarks)
    {
        foreach (var file in files)
        {
            foreach (var line in Read(file, remarks))
            {
                yield return line;
            }
        }
    }

    private IEnumerable<BillLine> Read(string file, BillRemarks remarks)
    {
        using var rows = new CsvReader(new StreamReader(BillFile.Open(file, progress)));
        if (!rows.ReadRow())
        {
            throw new InvalidDataException($"{file} is empty: a cost and usage report begins with its column names.");
        }

        var columns = new ReportColumns(new CsvHeader(rows), file);
        while (rows.ReadRow())
        {
            remarks.Read++;
            if (Line(rows, columns, remarks) is { } line)
            {
                remarks.Line(line);
                yield return line;
            }
        }
    }

    private BillLine? Line(CsvReader row, ReportColumns columns, BillRemarks remarks)
    {
        var cost = new Usd(Amount(row, columns.Cost, "line_item_unblended_cost"));
        var meaning = MeaningOf(row, columns);
        if (!meaning.IsClaude)
        {
            remarks.Other(cost);
            return null;
        }

        if (!types.IsUsage(row[columns.LineType]))
        {
            remarks.NotUsageLine(row[columns.LineType].ToString(), cost);
            return null;
        }

        var quantity = Amount(row, columns.Quantity, "line_item_usage_amount");
        if (row[columns.Currency] is { IsEmpty: false } currency && !currency.Equals("USD", StringComparison.OrdinalIgnoreCase))
        {
            remarks.UnmatchedLine(meaning.UsageType, $"amount in {currency}, not in USD", quantity, Usd.Zero);
            return null;
        }

        if (meaning.Match is not { } match || meaning.Model is not { } model)
        {
            remarks.UnmatchedLine(meaning.UsageType, meaning.Reason, quantity, cost);
            return null;
        }

        var start = Instant(row, columns.Start) ?? throw new InvalidDataException(
            $"Row {row.RowNumber}: line_item_usage_start_date '{row[columns.Start]}' is not an instant such as 2026-11-20T00:00:00.000Z.");
        var tokens = quantity * TokensPerUnit(row[columns.Unit], match);
        return new BillLine(start, Instant(row, columns.End), model, match.Kind, tokens, cost);
    }

    private Meaning MeaningOf(CsvReader row, ReportColumns columns)
    {
        var type = row[columns.UsageType];
        var product = columns.ProductOf(row);
        var length = type.Length + product.Length + 1;
        if (_key.Length < length)
        {
            _key = new char[length * 2];
        }

        type.CopyTo(_key);
        _key[type.Length] = '\n';
        product.CopyTo(_key.AsSpan(type.Length + 1));
        var key = _key.AsSpan(0, length);
        if (_meanings.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var known))
        {
            return known;
        }

        var meaning = Understand(type.ToString(), product.ToString(), row[columns.Description].ToString());
        if (_meanings.Count < MaxRemembered)
        {
            _meanings.Add(key.ToString(), meaning);
        }

        return meaning;
    }

    private Meaning Understand(string type, string product, string description)
    {
        var speaks = types.SpeaksOfClaude(type, product, description);
        var match = types.Match(type, product);
        if (match is null)
        {
            return new Meaning(type, speaks, null, null, "the usage type is not in the table of AWS usage types");
        }

        if (match.Kind.Item == "ccu")
        {
            return new Meaning(type, true, match, ConsumptionUnits, "");
        }

        // A marketplace usage type names no model and no seller; of another seller's product it is that seller's business.
        var name = match.Model ?? product;
        var model = models.Find(name);
        var reason = name.Length == 0 ? "neither usage type nor product name the model" : $"no model of the price book is called '{name}'";
        return new Meaning(type, speaks || name.Length == 0 || model is not null, match, model, reason);
    }

    /// <summary>Model shown for Claude Platform on AWS: its bill is one line for all models.</summary>
    public const string ConsumptionUnits = "claude-platform-aws";

    private static decimal TokensPerUnit(ReadOnlySpan<char> unit, UsageTypeMatch match)
    {
        if (match.Kind.Item == "ccu")
        {
            return 1;
        }

        if (unit.StartsWith("1K", StringComparison.OrdinalIgnoreCase))
        {
            return 1_000;
        }

        return unit.StartsWith("1M", StringComparison.OrdinalIgnoreCase) ? 1_000_000 : match.TokensPerUnit;
    }

    private static decimal Amount(CsvReader row, int column, string name)
    {
        var text = row[column];
        if (text.IsEmpty)
        {
            return 0;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : throw new InvalidDataException($"Row {row.RowNumber}: {name} '{text}' is not a number.");
    }

    private static DateTimeOffset? Instant(CsvReader row, int column) =>
        DateTimeOffset.TryParse(row[column], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : null;

    /// <summary>What a usage type with a product means; made once.</summary>
    private sealed record Meaning(string UsageType, bool IsClaude, UsageTypeMatch? Match, string? Model, string Reason);
}
