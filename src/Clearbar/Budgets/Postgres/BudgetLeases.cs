using System.Data.Common;
using Clearbar.Ledger.Postgres;
using Clearbar.Replicas;
using Microsoft.Extensions.Hosting;

namespace Clearbar.Budgets.Postgres;

/// <summary>
/// Keeps leased counters in touch: an exchange every second renews this replica's lease and brings the others' figures; one at once when others
/// wait for what is free here. Windows that ended long ago are removed once a day.
/// </summary>
public sealed class BudgetLeases(LeasedBudgetCounters counters, ReplicaLink link, ReplicaCensus census, PostgresAddress address, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromDays(1);

    /// <summary>The first exchange is made before the gateway listens, so that no request waits for a connection; a failing one holds up nothing.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        counters.Notify = (connection, notice) => ReplicaLink.Send(connection, address, counters.JournalId, notice);
        link.Received += OnNotice;
        await Task.WhenAny(counters.ExchangeSoon(ask: false), Task.Delay(StartPatience, clock, cancellationToken));
        census.Live = counters.LiveReplicas;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? prunedAt = null;
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await counters.ExchangeSoon(ask: false);
            census.Live = counters.LiveReplicas;
            if (counters.LastError is null && (prunedAt is not { } at || clock.GetElapsedTime(at) >= PruneInterval))
            {
                prunedAt = clock.GetTimestamp();
                await Task.Run(Prune, stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void OnNotice(ReplicaNotice? notice)
    {
        if (notice is ReplicaNotice.Lend or null)
        {
            _ = counters.ExchangeSoon(ask: false, answer: notice is not null);
        }

        if (notice is ReplicaNotice.Lent or null)
        {
            counters.Lent();
        }
    }

    private void Prune()
    {
        try
        {
            using var connection = address.Connect();
            BudgetShares.Prune(connection, clock.GetUtcNow());
        }
        catch (DbException)
        {
            // Old rows cost a little space; tomorrow is another day.
        }
    }
}
