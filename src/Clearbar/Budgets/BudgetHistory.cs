using System.Data.Common;
using Clearbar.Budgets.Postgres;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Budgets;

/// <summary>
/// Brings counters up to what the ledger already knows: at start before the gateway listens, so that neither a restart nor <c>kill -9</c>
/// empties a budget, and again when a reload brings new budgets. While the ledger cannot be read, traffic goes on and the log says so
/// (invariant I10).
/// </summary>
public sealed class BudgetHistory(
    MemoryBudgetCounters counters,
    CurrentSnapshot snapshots,
    CurrentIssuedKeys issued,
    LedgerService ledger,
    TimeProvider clock,
    ILogger<BudgetHistory> logger,
    LeasedBudgetCounters? leased = null) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>A store that takes longer is treated as one that fails: the gateway starts all the same.</summary>
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, string> NoTags = new(StringComparer.Ordinal);

    private readonly CancellationTokenSource _stop = new();
    private readonly LedgerLayout _layout = new(snapshots.Value.Options.DataDirectory);
    private GatewaySnapshot? _seen;
    private bool _toldFailure;
    private Task _loop = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The ledger's own start has drained the journal and marked what earlier processes left open, unless its store fails.
        if (ledger.Health.StoreError is null)
        {
            await TryLoadAsync(atStart: true, cancellationToken);
        }

        _loop = LoopAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop;
    }

    public void Dispose() => _stop.Dispose();

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (!ReferenceEquals(_seen, snapshots.Value) || counters.HasUnloaded)
                {
                    await TryLoadAsync(atStart: false, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryLoadAsync(bool atStart, CancellationToken cancellation)
    {
        var snapshot = snapshots.Value;
        try
        {
            TellOfNobody(snapshot);
            var missing = counters.Unloaded(snapshot.Options.Budgets);
            if (missing.Count > 0)
            {
                // Everything up to now must be in the store before it is asked.
                await ledger.FlushAsync(cancellation).WaitAsync(FlushPatience, clock, cancellation);
                Load(snapshot, missing, atStart);
            }

            _seen = snapshot;
            _toldFailure = false;
        }
        catch (Exception exception) when (exception is DbException or LedgerSchemaException or IOException or KeyStoreException
            or TimeoutException)
        {
            if (!_toldFailure)
            {
                BudgetLog.HistoryUnreadable(logger, exception, exception.Message);
            }

            _toldFailure = true;
        }
    }

    private void TellOfNobody(GatewaySnapshot snapshot)
    {
        if (!_toldFailure)
        {
            foreach (var finding in BudgetAudience.Findings(snapshot, issued.Value.Entries))
            {
                BudgetLog.MatchesNobody(logger, finding);
            }
        }
    }

    /// <param name="atStart">
    /// Nothing of this process counts yet, so the whole window is summed: a clock that was set back must not hide what was spent while it was ahead.
    /// </param>
    private void Load(GatewaySnapshot snapshot, IReadOnlyList<(Budget Budget, BudgetWindow Window, DateTimeOffset KnownSince)> missing, bool atStart)
    {
        var tags = TagsByKey();

        // The ledger has noted its store by now. Where several gateways share it, what the others spent counts too.
        using var store = LedgerStores.OfNote(_layout).OpenReader();
        foreach (var (budget, window, knownSince) in missing)
        {
            var until = atStart ? window.End ?? knownSince.AddYears(1) : knownSince;
            var spent = new Dictionary<(Guid Journal, string Part), Usd>();
            var total = Usd.Zero;
            foreach (var (journal, row) in RowsOf(store, window.Start, until, byTags: budget.Match.TagName is not null))
            {
                var subject = SubjectOf(row, snapshot, tags);
                if (budget.Match.Matches(subject))
                {
                    var whose = (journal, TrafficParts.Of(budget.Each, subject));
                    var amount = row.Spent + new Usd(row.Unpriced * (budget.UnknownPrice ?? Usd.Zero).Amount);
                    spent[whose] = spent.GetValueOrDefault(whose) + amount;
                    total += amount;
                }
            }

            leased?.Sow(budget, window, spent);
            counters.Load(budget, window, OwnOf(spent));
            BudgetLog.Loaded(logger, budget.Name, total.ToString(), window.Start);
        }
    }

    /// <summary>Where replicas share a ledger each counts its own journal's entries, and the others' in their shares; else all are its own.</summary>
    private IEnumerable<(Guid Journal, SpendRow Row)> RowsOf(StoreReader store, DateTimeOffset from, DateTimeOffset until, bool byTags) => leased is null
        ? store.ReadCommitted(from, until, byTags).Select(row => (ledger.JournalId, row))
        : store.ReadCommittedByJournal(from, until);

    private Dictionary<string, Usd> OwnOf(Dictionary<(Guid Journal, string Part), Usd> spent)
    {
        var own = new Dictionary<string, Usd>(StringComparer.Ordinal);
        foreach (var ((journal, part), amount) in spent)
        {
            if (journal == ledger.JournalId)
            {
                own[part] = amount;
            }
        }

        return own;
    }

    private static TrafficSubject SubjectOf(
        in SpendRow row, GatewaySnapshot snapshot, Dictionary<string, IReadOnlyDictionary<string, string>> tags)
    {
        var named = row.Model ?? "";
        var model = snapshot.LocalModel(named) ?? (snapshot.Catalog.TryResolve(named, out var known, out _) ? known : null);
        var own = tags.GetValueOrDefault(row.KeyId, NoTags);
        return new TrafficSubject(row.KeyId, own, row.Class, row.Tags, model?.Id ?? row.Model, model?.Family);
    }

    /// <summary>
    /// The ledger knows a key by its id; whose it is the key file knows, revoked keys included: their spending stays with their team.
    /// </summary>
    private Dictionary<string, IReadOnlyDictionary<string, string>> TagsByKey()
    {
        var tags = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var key in issued.Value.Entries)
        {
            var own = new Dictionary<string, string>(key.Tags ?? NoTags, StringComparer.Ordinal);
            if (key.Team is { } team)
            {
                own["team"] = team;
            }

            tags[key.Id] = own;
        }

        return tags;
    }
}
