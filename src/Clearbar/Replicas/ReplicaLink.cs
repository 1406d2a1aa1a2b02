using System.Data.Common;
using Clearbar.Ledger.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clearbar.Replicas;

/// <summary>
/// What replicas on one database tell each other at once, by LISTEN and NOTIFY. Only ever a hint: everything it tells is also looked up from
/// time to time, so a notice that is lost costs that time and nothing else.
/// </summary>
/// <remarks>
/// Grammar of a payload: <c>journal SP notice</c>; journal = the sender's journal id, 32 hex digits, zeros for a command; notice = <c>lend |
/// lent | keys | configuration | lend-rates | lent-rates | learned</c>.
/// </remarks>
public sealed class ReplicaLink(PostgresAddress address, Guid journalId, TimeProvider clock, ILogger<ReplicaLink> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string _self = journalId.ToString("N");

    /// <summary>Is told what other replicas say, and of every connection made, since which nothing was missed; on a thread of its own.</summary>
    public event Action<ReplicaNotice?>? Received;

    /// <summary>Tells all others, when the connection's transaction is committed.</summary>
    public static void Send(NpgsqlConnection connection, PostgresAddress address, Guid sender, ReplicaNotice notice) => connection.Run(
        "SELECT pg_notify(@channel, @payload)",
        ("channel", ChannelOf(address)), ("payload", $"{sender:N} {WordOf(notice)}"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isLost = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(isLost, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is DbException or InvalidOperationException or IOException)
            {
                if (!isLost)
                {
                    ReplicaLog.Lost(logger, exception, exception.Message);
                }

                isLost = true;
            }

            try
            {
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static string ChannelOf(PostgresAddress address) => "clearbar_" + address.Schema;

    private static string WordOf(ReplicaNotice notice) => notice switch
    {
        ReplicaNotice.Lend => "lend",
        ReplicaNotice.Lent => "lent",
        ReplicaNotice.Keys => "keys",
        ReplicaNotice.Configuration => "configuration",
        ReplicaNotice.LendRates => "lend-rates",
        ReplicaNotice.LentRates => "lent-rates",
        _ => "learned",
    };

    private async Task ListenAsync(bool wasLost, CancellationToken stopping)
    {
        await using var connection = await address.ConnectAsync(stopping);
        connection.Notification += (_, notice) => Take(notice.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN " + ChannelOf(address), connection))
        {
            await listen.ExecuteNonQueryAsync(stopping);
        }

        if (wasLost)
        {
            ReplicaLog.Found(logger);
        }

        Received?.Invoke(null);
        while (true)
        {
            await connection.WaitAsync(stopping);
        }
    }

    private void Take(string payload)
    {
        var words = payload.Split(' ');
        if (words.Length != 2 || words[0] == _self)
        {
            return;
        }

        ReplicaNotice? notice = words[1] switch
        {
            "lend" => ReplicaNotice.Lend,
            "lent" => ReplicaNotice.Lent,
            "keys" => ReplicaNotice.Keys,
            "configuration" => ReplicaNotice.Configuration,
            "lend-rates" => ReplicaNotice.LendRates,
            "lent-rates" => ReplicaNotice.LentRates,
            "learned" => ReplicaNotice.Learned,
            _ => null,
        };

        // A word of a newer version is not for this one.
        if (notice is not null)
        {
            Received?.Invoke(notice);
        }
    }
}
