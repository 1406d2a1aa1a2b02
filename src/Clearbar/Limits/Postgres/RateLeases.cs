using System.Data.Common;
using Clearbar.Ledger.Postgres;
using Clearbar.Replicas;
using Microsoft.Extensions.Hosting;

namespace Clearbar.Limits.Postgres;

/// <summary>
/// Keeps leased rate limits in touch: an exchange every second renews this replica's lease, fills its slices and gives back what it does not use; one at once
/// when others wait for what is free here. Buckets that have long been full are removed once an hour.
/// </summary>
public sealed class RateLeases(LeasedRates rates, ReplicaLink link, PostgresAddress address, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);

    /// <summary>The first exchange is made before the gateway listens, so that no request waits for a connection; a failing one holds up nothing.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        link.Received += OnNotice;
        await Task.WhenAny(rates.ExchangeSoon(), Task.Delay(StartPatience, clock, cancellationToken));
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var prunedAt = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await rates.ExchangeSoon();
            if (rates.LastError is null && clock.GetElapsedTime(prunedAt) >= PruneInterval)
            {
                prunedAt = clock.GetTimestamp();
                await Task.Run(Prune, stoppingToken);
            }
        }
    }

    private void OnNotice(ReplicaNotice? notice)
    {
        if (notice is ReplicaNotice.LendRates or null)
        {
            _ = rates.ExchangeSoon(answer: notice is not null);
        }

        if (notice is ReplicaNotice.LentRates or null)
        {
            rates.Lent();
        }
    }

    private void Prune()
    {
        try
        {
            using var connection = address.Connect();
            RateShares.Prune(connection);
        }
        catch (DbException)
        {
            // Old rows cost a little space; the next hour will do.
        }
    }
}
