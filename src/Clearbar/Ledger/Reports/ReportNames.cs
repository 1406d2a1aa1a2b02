using System.Globalization;

namespace Clearbar.Ledger.Reports;

/// <summary>Names of a report's rows.</summary>
public static class ReportNames
{
    /// <summary>The name of what is not known, an attempt's whose opening was lost.</summary>
    public const string NotKnown = "(not known)";

    /// <summary>The name of the row a cell belongs to.</summary>
    public static string Of(ReportCell cell, ReportGrouping grouping) => grouping switch
    {
        ReportGrouping.Day => cell.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ReportGrouping.Key => cell.Group.KeyId ?? NotKnown,
        ReportGrouping.Class => cell.Group.Class ?? NotKnown,
        ReportGrouping.Model => cell.Group.Model ?? NotKnown,
        ReportGrouping.Rung => cell.Group.Rung ?? NotKnown,
        ReportGrouping.Deployment => cell.Group.Deployment ?? NotKnown,
        ReportGrouping.Outcome => cell.Group.Outcome.ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(grouping)),
    };
}
