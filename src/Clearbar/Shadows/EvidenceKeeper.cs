using System.Data.Common;
using Clearbar.Certificates.Online;
using Clearbar.Ledger;
using Clearbar.Replicas;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Shadows;

/// <summary>
/// Writes the policy book down every few seconds and when the gateway stops. With other replicas it also takes over what they have counted and decided:
/// every second, and at once when a policy changes anywhere. What a crash loses is a few pairs of evidence, never a certificate's validity.
/// </summary>
/// <param name="link">Null: this process is alone.</param>
public sealed class EvidenceKeeper(
    PolicyBook book,
    ShadowBudget budget,
    IEvidenceStore store,
    EvidenceSignal signal,
    ReplicaLink? link,
    TimeProvider clock,
    ILogger<EvidenceKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan EveryAlone = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EveryShared = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private bool _isLost;

    /// <summary>What others have decided is known before the first request, if the database answers.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (link is not null)
        {
            link.Received += OnNotice;
            await Task.WhenAny(ExchangeAsync(), Task.Delay(StartPatience, clock, cancellationToken));
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ExchangeAsync(isStopping: true);
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <summary>Exchanges now, after whatever exchange runs. Never fails: what could not be stored is logged, and stored the next time.</summary>
    /// <param name="isStopping">Nothing will be counted or spent any more.</param>
    public async Task ExchangeAsync(bool isStopping = false)
    {
        await _turn.WaitAsync();
        try
        {
            // A database that is slow to refuse holds up no request.
            await Task.Run(() => Exchange(isStopping));
            _isLost = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DbException
            or InvalidOperationException or InvalidDataException or LedgerSchemaException)
        {
            if (!_isLost)
            {
                ShadowLog.NotStored(logger, exception);
            }

            _isLost = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await signal.WaitAsync(link is null ? EveryAlone : EveryShared, clock, stoppingToken);
                await ExchangeAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last exchange is made when everything that counts has stopped.
        }
    }

    private void OnNotice(ReplicaNotice? notice)
    {
        if (notice is ReplicaNotice.Learned or null)
        {
            signal.Call();
        }
    }

    private void Exchange(bool isStopping)
    {
        var own = book.Snapshot();
        var exchange = store.Exchange(own, budget, isStopping);
        if (exchange.Restored is { } stored)
        {
            book.Restore(stored);
            signal.Call();
            return;
        }

        book.Join(exchange.Others, own);
    }
}
