using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Dashboard.Figures;

/// <summary>Everything the dashboard shows of a stretch of the ledger.</summary>
public sealed record LedgerFigures
{
    public required FiguresRequest Request { get; init; }

    public required DateTimeOffset ReadAt { get; init; }

    public required ReportRow Total { get; init; }

    /// <summary>The part of the total's cost that the emulator was "paid": nobody spent it.</summary>
    public required Usd EmulatedCost { get; init; }

    /// <summary>In ladder order.</summary>
    public required IReadOnlyList<RungShare> Rungs { get; init; }

    public required GatewayTime GatewayTime { get; init; }

    /// <summary>One per baseline the gateway offers, in its order.</summary>
    public required IReadOnlyList<SavingsWaterfall> Waterfalls { get; init; }

    /// <summary>Null when nothing was settled in the period.</summary>
    public required SpendSeries? Spend { get; init; }

    /// <summary>By cost, dearest first.</summary>
    public required IReadOnlyList<GroupFigures> Classes { get; init; }

    /// <summary>By cost, dearest first.</summary>
    public required IReadOnlyList<GroupFigures> Models { get; init; }

    /// <summary>By cost, dearest first.</summary>
    public required IReadOnlyList<GroupFigures> Keys { get; init; }

    /// <summary>The waterfall against the chosen baseline; null when there is none.</summary>
    public SavingsWaterfall? Savings =>
        Waterfalls.FirstOrDefault(waterfall => string.Equals(waterfall.Model, Request.Baseline, StringComparison.Ordinal));
}
