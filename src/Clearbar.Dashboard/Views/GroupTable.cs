using Clearbar.Dashboard.Amounts;
using Clearbar.Dashboard.Figures;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Views;

/// <summary>A stretch of the rows of a table of classes, models or keys.</summary>
public sealed record GroupTable
{
    public const int RowsPerSheet = 50;

    public required IReadOnlyList<GroupFigures> Rows { get; init; }

    /// <summary>Rows on all sheets.</summary>
    public required int Count { get; init; }

    /// <summary>This sheet, from 1.</summary>
    public required int Sheet { get; init; }

    public required int Sheets { get; init; }

    /// <summary>Decimals of each money column, the same on all sheets.</summary>
    public required int CostDecimals { get; init; }

    public required int SavedDecimals { get; init; }

    /// <summary>Cuts out a sheet; one beyond the last is the last.</summary>
    public static GroupTable Of(IReadOnlyList<GroupFigures> groups, int sheet, int rowsPerSheet = RowsPerSheet)
    {
        var sheets = Math.Max(1, (groups.Count + rowsPerSheet - 1) / rowsPerSheet);
        var shown = Math.Clamp(sheet, 1, sheets);
        return new GroupTable
        {
            Rows = [.. groups.Skip((shown - 1) * rowsPerSheet).Take(rowsPerSheet)],
            Count = groups.Count,
            Sheet = shown,
            Sheets = sheets,
            CostDecimals = MoneyText.DecimalsFor(groups.Select(static group => group.Row.Cost)),
            SavedDecimals = MoneyText.DecimalsFor(groups.Select(static group => group.Savings?.Saved ?? Usd.Zero)),
        };
    }
}
