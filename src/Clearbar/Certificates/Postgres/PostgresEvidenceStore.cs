using Clearbar.Certificates.Online;
using Clearbar.Ledger.Postgres;
using Clearbar.Replicas;
using Npgsql;

namespace Clearbar.Certificates.Postgres;

/// <summary>
/// The counts of one of several replicas that learn together: its own in its file and as rows in the common database, the sum of all others' from there.
/// The file is written first and is at least as new as the rows, so that whatever the database has been told outlives a crash; without the database it is
/// all there is.
/// </summary>
/// <param name="address">The database.</param>
/// <param name="journalId">Which replica this is, over restarts.</param>
/// <param name="file">The copy in the data directory.</param>
/// <param name="clock">Times the daily tidying.</param>
public sealed class PostgresEvidenceStore(PostgresAddress address, Guid journalId, FileEvidenceStore file, TimeProvider clock) : IEvidenceStore
{
    private static readonly TimeSpan FoldInterval = TimeSpan.FromDays(1);

    private readonly EvidenceRows _rows = new(journalId);
    private readonly OthersEvidence _others = new();
    private Dictionary<ClassKey, ClassState> _filed = [];
    private Dictionary<ClassKey, ClassState> _written = [];
    private NpgsqlConnection? _connection;
    private ShadowSpend _filedSpend;
    private long _version;
    private bool _isMet;
    private long? _foldedAt;

    public BookState Load()
    {
        var state = file.Load();
        _version = state.Version;
        return state;
    }

    /// <exception cref="NpgsqlException">The database cannot be used now; the counts are in the file.</exception>
    /// <exception cref="InvalidDataException">It holds a row that cannot be read; the message names it.</exception>
    public EvidenceExchange Exchange(BookState own, ShadowBudget budget, bool isStopping)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(budget);
        var states = own.Classes.ToDictionary(static state => new ClassKey(state.Class, state.Reference));
        WriteFile(own, states, budget.Spend, isStopping);
        try
        {
            var connection = Connected();
            using var transaction = connection.BeginTransaction();
            EvidenceRows.TakeTurn(connection);
            var (self, folds) = _rows.Read(connection);
            if (!_isMet && self is not null)
            {
                budget.Restore(self.Spend);
            }

            return self is not null && (self.IsFolded || (!_isMet && self.Version > _version))
                ? Restore(transaction, self, budget)
                : Trade(transaction, own, states, budget, folds, isStopping);
        }
        catch
        {
            Disconnect();
            throw;
        }
    }

    public void Dispose() => Disconnect();

    private void WriteFile(BookState own, Dictionary<ClassKey, ClassState> states, in ShadowSpend spend, bool isStopping)
    {
        var isChanged = Changed(states, _filed).Count > 0;
        if (isChanged || isStopping || _filedSpend != spend)
        {
            // Until it is known that no newer counts are stored, these stay what the file was: the older ones.
            _version += isChanged && _isMet ? 1 : 0;
            file.Save(own with { Version = _version, Spend = spend });
            (_filed, _filedSpend) = (states, spend);
        }
    }

    private void Meet(BookState own, in ShadowSpend spend)
    {
        if (!_isMet)
        {
            _version++;
            file.Save(own with { Version = _version, Spend = spend });
        }
    }

    private EvidenceExchange Restore(NpgsqlTransaction transaction, StoredReplica self, ShadowBudget budget)
    {
        var connection = transaction.Connection!;
        var restored = self.IsFolded ? BookState.Empty : _rows.ReadOwn(connection);
        _rows.Write(connection, self.Version, self.Spend with { Spent = budget.Spend.Day == self.Spend.Day ? budget.Spend.Spent : self.Spend.Spent });
        transaction.Commit();
        (_version, _isMet) = (self.Version, true);
        _filed = [];
        _written = [];
        return new EvidenceExchange(BookState.Empty) { Restored = restored with { Version = self.Version } };
    }

    private EvidenceExchange Trade(
        NpgsqlTransaction transaction, BookState own, Dictionary<ClassKey, ClassState> states, ShadowBudget budget, long folds, bool isStopping)
    {
        var connection = transaction.Connection!;
        Meet(own, budget.Spend);
        _others.Expect(folds);
        _others.Take(_rows.ReadOthers(connection, _others.Seen));
        var day = budget.Spend.Day;
        var elsewhere = _rows.ReadSpend(connection, day);
        var changed = Changed(states, _written);
        _rows.Write(connection, changed);
        _rows.Write(connection, _version, budget.Divide(day, elsewhere.Claimed, isStopping));
        if (changed.Exists(_others.IsBehind))
        {
            ReplicaLink.Send(connection, address, journalId, ReplicaNotice.Learned);
        }

        transaction.Commit();
        (_written, _isMet) = (states, true);
        budget.Keep(day);
        budget.Join(elsewhere);
        return new EvidenceExchange(_others.Sum);
    }

    private static List<ClassState> Changed(Dictionary<ClassKey, ClassState> states, Dictionary<ClassKey, ClassState> known)
    {
        var changed = new List<ClassState>();
        foreach (var (key, state) in states)
        {
            if (!known.TryGetValue(key, out var before) || !ReferenceEquals(before, state))
            {
                changed.Add(state);
            }
        }

        return changed;
    }

    /// <summary>A server that comes back may have lost what it had said last: everything is read and written again.</summary>
    private NpgsqlConnection Connected()
    {
        if (_connection is null)
        {
            var connection = address.Connect();
            try
            {
                PostgresSchema.Check(connection, address);
            }
            catch
            {
                connection.Dispose();
                throw;
            }

            _connection = connection;
            _written = [];
            _others.Forget();
        }

        if (_foldedAt is not { } at || clock.GetElapsedTime(at) >= FoldInterval)
        {
            _foldedAt = clock.GetTimestamp();
            GoneReplicas.Fold(_connection, journalId);
        }

        return _connection;
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
