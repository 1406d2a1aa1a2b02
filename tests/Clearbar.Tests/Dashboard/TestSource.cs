using Clearbar.Dashboard;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Tests.Dashboard;

/// <summary>A gateway as the dashboard sees it, with a door of the test's making.</summary>
public sealed class TestSource(string directory, LedgerService? ledger) : IDashboardSource
{
    public string LedgerDirectory => directory;

    public IBaselinePricer Prices { get; init; } = new BookPricer();

    public IReadOnlyList<string> Baselines { get; init; } = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];

    public bool Emulated { get; init; }

    public LedgerHealth? FixedHealth { get; init; }

    public LedgerHealth Health =>
        FixedHealth ?? ledger?.Health ?? new LedgerHealth { Fsync = FsyncPolicy.Interval, UndrainedRecords = 0, Backlog = false };

    public Func<HttpContext, bool> Door { get; init; } = static _ => true;

    public bool MayEnter(HttpContext context) => Door(context);
}
