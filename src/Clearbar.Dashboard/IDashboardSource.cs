using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Dashboard;

/// <summary>
/// What the dashboard needs to know of the gateway it runs in. Asked on every request, from any thread, so a reload shows at once.
/// </summary>
public interface IDashboardSource
{
    /// <summary>The data directory whose ledger is shown.</summary>
    string LedgerDirectory { get; }

    /// <summary>Prices baselines; the one <c>clearbar report</c> uses, so that both show the same savings.</summary>
    IBaselinePricer Prices { get; }

    /// <summary>Model ids that can be compared with, the default first; empty when savings are not to be shown.</summary>
    IReadOnlyList<string> Baselines { get; }

    /// <summary>Whether requests go to the emulator now. Rows of the ledger say it for themselves.</summary>
    bool Emulated { get; }

    /// <summary>State of the ledger now.</summary>
    LedgerHealth Health { get; }

    /// <summary>
    /// Whether this request may see the dashboard: true when no gateway keys are configured, or when its HTTP Basic password (RFC 7617) is
    /// one of them. Must compare in constant time.
    /// </summary>
    bool MayEnter(HttpContext context);
}
