using Clearbar.Certificates.Online;
using Clearbar.Ledger.Postgres;
using Npgsql;

namespace Clearbar.Certificates.Postgres;

/// <summary>
/// Adds the counts of replicas that have been away for a week to one common set, whose journal id is all zeros: gateways without a lasting data directory
/// leave a set behind at every start. The sum over all rows stays what it was. One that comes back after all begins at zero.
/// </summary>
internal static class GoneReplicas
{
    private const string Gone = "SELECT journal_id FROM evidence_replicas WHERE NOT is_folded AND journal_id <> @gone AND journal_id <> @self AND seen_at < clock_timestamp() - @away";

    private const string Rows = "SELECT journal_id, change, class, reference, state FROM evidence WHERE journal_id = ANY (@journals) OR journal_id = @gone";

    private static readonly TimeSpan Away = TimeSpan.FromDays(7);

    public static void Fold(NpgsqlConnection connection, Guid self)
    {
        using var transaction = connection.BeginTransaction();
        EvidenceRows.TakeTurn(connection);
        if (Read(connection, self) is not { Count: > 0 } gone)
        {
            return;
        }

        var sums = new Dictionary<(string, string, string), ClassState>();
        foreach (var (_, _, state) in EvidenceRows.Read(connection, Rows, ("journals", gone), ("gone", Guid.Empty)))
        {
            var key = (state.Class, state.Reference, state.Basis);
            sums[key] = sums.TryGetValue(key, out var other) ? ClassState.Merge(other, state) : state;
        }

        EvidenceRows.Write(connection, Guid.Empty, [.. sums.Values]);
        connection.Run("DELETE FROM evidence WHERE journal_id = ANY (@journals)", ("journals", gone));
        connection.Run("UPDATE evidence_replicas SET is_folded = TRUE WHERE journal_id = ANY (@journals)", ("journals", gone));
        connection.Run(
            """
            INSERT INTO evidence_replicas (journal_id, version, seen_at, spend_day, spent, claimed)
            VALUES (@gone, 1, clock_timestamp(), '2000-01-01', 0, 0)
            ON CONFLICT (journal_id) DO UPDATE SET version = evidence_replicas.version + 1
            """,
            ("gone", Guid.Empty));
        transaction.Commit();
    }

    private static List<Guid> Read(NpgsqlConnection connection, Guid self)
    {
        var gone = new List<Guid>();
        using var command = connection.Command(Gone, ("gone", Guid.Empty), ("self", self), ("away", Away));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            gone.Add(reader.GetGuid(0));
        }

        return gone;
    }
}
