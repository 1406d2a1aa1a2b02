using Clearbar.Dashboard.Figures;

namespace Clearbar.Dashboard.Views;

/// <summary>What every page is drawn from.</summary>
public sealed record DashboardView
{
    public required DashboardState State { get; init; }

    /// <summary>Models that can be compared with, the default first.</summary>
    public required IReadOnlyList<string> Baselines { get; init; }

    /// <summary>The model compared with; null when the gateway offers none.</summary>
    public required string? Baseline { get; init; }

    /// <summary>Address of this gateway as the visitor reached it, without a slash at the end.</summary>
    public required string GatewayAddress { get; init; }

    /// <summary>Null while there is no ledger, or when it cannot be read.</summary>
    public required LedgerFigures? Figures { get; init; }

    /// <summary>Why the ledger cannot be read; null when it can.</summary>
    public required string? Problem { get; init; }

    public required EmulationNotice Emulation { get; init; }

    public required HealthLine Health { get; init; }

    /// <summary>Whether there is anything to show in this period.</summary>
    public bool HasTraffic => Figures is { Total.Attempts: > 0 };
}
