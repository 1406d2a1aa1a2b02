using Clearbar.Certificates.Online;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Shadows;

/// <summary>
/// Writes the policy book down every few seconds and when the gateway stops, and takes over what other replicas have counted. What a crash loses is a few
/// pairs of evidence, never a certificate's validity.
/// </summary>
public sealed class EvidenceKeeper(
    PolicyBook book, ShadowBudget budget, IEvidenceStore store, TimeProvider clock, ILogger<EvidenceKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Exchange();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last exchange is made when everything that counts has stopped.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Exchange();
    }

    private void Exchange()
    {
        try
        {
            var others = store.Exchange(book.Snapshot() with { Spend = budget.Spend });
            book.Join(others);
            budget.Join(others.Spend);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            ShadowLog.NotStored(logger, exception);
        }
    }
}
