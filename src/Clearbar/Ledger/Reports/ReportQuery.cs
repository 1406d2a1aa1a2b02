using System.Collections.ObjectModel;

namespace Clearbar.Ledger.Reports;

/// <summary>What to report on: attempts opened in <c>[From, To)</c>.</summary>
public sealed record ReportQuery
{
    /// <summary>First instant reported; null for the ledger's beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant no longer reported; null for the ledger's end.</summary>
    public DateTimeOffset? To { get; init; }

    public ReportGrouping GroupBy { get; init; } = ReportGrouping.Day;

    /// <summary>What classes are called now, by the name the ledger keeps.</summary>
    public IReadOnlyDictionary<string, string> ClassNames { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Models to compare with, each as "every accepted request had gone there without caching".</summary>
    public IReadOnlyList<string> Baselines { get; init; } = [];
}
