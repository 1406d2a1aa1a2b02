using Clearbar.Ledger.Reconciling.Csv;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>Where a cost and usage report has its columns; −1 for one it does not have.</summary>
internal sealed class ReportColumns
{
    private const string NameInMap = "\"product_name\"";

    private readonly int _productName;
    private readonly int _productMap;

    /// <exception cref="InvalidDataException">A column without which nothing can be said is missing.</exception>
    public ReportColumns(CsvHeader header, string file)
    {
        UsageType = header.Find("line_item_usage_type");
        Quantity = header.Find("line_item_usage_amount");
        Cost = header.Find("line_item_unblended_cost", "line_item_net_unblended_cost", "pricing_public_on_demand_cost");
        Start = header.Find("line_item_usage_start_date");
        End = header.Find("line_item_usage_end_date");
        Unit = header.Find("pricing_unit");
        LineType = header.Find("line_item_line_item_type");
        Currency = header.Find("line_item_currency_code");
        Description = header.Find("line_item_line_item_description");
        _productName = header.Find("product_product_name", "product_name");
        _productMap = header.Find("product");
        var missing = new List<string>();
        foreach (var (column, name) in (ReadOnlySpan<(int, string)>)
        [
            (UsageType, "line_item_usage_type"), (Quantity, "line_item_usage_amount"), (Cost, "line_item_unblended_cost"),
            (Start, "line_item_usage_start_date"),
        ])
        {
            if (column < 0)
            {
                missing.Add(name);
            }
        }

        if (missing.Count > 0)
        {
            throw new InvalidDataException(
                $"{file} has no column {string.Join(", ", missing)}: export the report with it, or give another file. Its columns are: "
                + string.Join(", ", header.Names.Take(12)) + " …");
        }
    }

    public int UsageType { get; }

    public int Quantity { get; }

    public int Cost { get; }

    public int Start { get; }

    public int End { get; }

    public int Unit { get; }

    public int LineType { get; }

    public int Currency { get; }

    public int Description { get; }

    // product = "{" *( DQUOTE key DQUOTE ":" DQUOTE value DQUOTE ) "}"     CUR 2.0 keeps product attributes in one JSON map
    // Of it only product_name is wanted; product names have no escapes.

    /// <summary>The product's name, from its own column or from the map of CUR 2.0.</summary>
    public ReadOnlySpan<char> ProductOf(CsvReader row)
    {
        if (row[_productName] is { IsEmpty: false } name)
        {
            return name;
        }

        var map = row[_productMap];
        var at = map.IndexOf(NameInMap, StringComparison.Ordinal);
        if (at < 0)
        {
            return default;
        }

        var rest = map[(at + NameInMap.Length)..];
        var open = rest.IndexOf('"');
        if (open < 0)
        {
            return default;
        }

        rest = rest[(open + 1)..];
        var close = rest.IndexOf('"');
        return close < 0 ? default : rest[..close];
    }
}
