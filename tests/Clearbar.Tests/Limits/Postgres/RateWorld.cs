using System.Diagnostics;
using Clearbar.Budgets;
using Clearbar.Ledger.Postgres;
using Clearbar.Limits;
using Clearbar.Limits.Postgres;
using Clearbar.Replicas;
using Clearbar.Tests.Budgets;
using Npgsql;

namespace Clearbar.Tests.Limits.Postgres;

/// <summary>
/// Replicas that die and return on one real database, and a model of each limit: one bucket that everybody takes from. The buckets in the database fill by its
/// own clock; time that passes here is taken off what stands there, and real time, a second's fraction as a rule, is the model's tolerance.
/// </summary>
internal sealed class RateWorld : IDisposable
{
    private readonly PostgresAddress _address;
    private readonly NpgsqlConnection _connection;
    private readonly Guid[] _journals;
    private readonly Replica?[] _replicas;
    private readonly bool[] _isExpired;
    private readonly List<Entered> _entered = [];
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public RateWorld(PostgresAddress address, RateLimit[] limits, int replicas)
    {
        _address = address;
        _connection = address.Connect();
        Run("TRUNCATE rate_replicas, rate_buckets, rate_shares");
        Limits = [.. limits.Select(static limit => new ModelLimit(limit))];
        _journals = [.. Enumerable.Range(0, replicas).Select(static _ => Guid.NewGuid())];
        _replicas = new Replica?[replicas];
        _isExpired = new bool[replicas];
        for (var replica = 0; replica < replicas; replica++)
        {
            Start(replica);
        }
    }

    public JumpingTime Clock { get; } = new();

    public ModelLimit[] Limits { get; }

    /// <summary>Minutes of filling that the model knows nothing of.</summary>
    public double Tolerance => Stopwatch.GetElapsedTime(_startedAt).TotalMinutes;

    public bool IsThere(int replica) => _replicas[replica] is not null;

    /// <summary>As a request does; what others do not use is theirs until each has had its turn to give it back.</summary>
    public bool TryEnter(int replica, ModelLimit[] chosen, long estimate, out RateRefusal refusal)
    {
        var real = _replicas[replica]!;
        RateLimit[] limits = [.. chosen.Select(static limit => limit.Real)];
        if (!TryEnter(real, limits, estimate, out var pass, out refusal))
        {
            foreach (var other in _replicas)
            {
                if (other is not null && other != real)
                {
                    Exchange(other);
                }
            }

            if (!TryEnter(real, limits, estimate, out pass, out refusal))
            {
                return false;
            }
        }

        foreach (var limit in chosen)
        {
            limit.Take(1, estimate);
        }

        _entered.Add(new Entered(replica, pass!, chosen, estimate));
        return true;
    }

    public int UnderWay(ModelLimit limit) => _entered.Count(entered => entered.Limits.Contains(limit));

    /// <summary>What the dead hold, until their lease ends.</summary>
    public (double Requests, double Tokens, int Places) HeldByTheDead(ModelLimit limit) =>
        HeldBy(limit, replica => _replicas[replica] is null && !_isExpired[replica]);

    /// <summary>One of the requests under way is over and has used so many tokens.</summary>
    public void Leave(int which, long used)
    {
        if (_entered.Count == 0)
        {
            return;
        }

        var entered = _entered[which % _entered.Count];
        _entered.Remove(entered);
        entered.Pass.Used(used);
        entered.Pass.Dispose();
        foreach (var limit in entered.Limits)
        {
            limit.Take(0, used - entered.Estimate);
        }

        // What an answer used beyond its estimate the others learn within a second.
        Exchange(_replicas[entered.Replica]!);
    }

    public void Kill(int replica)
    {
        if (_replicas[replica] is { } real)
        {
            real.Rates.Abandon();
            _replicas[replica] = null;
            _entered.RemoveAll(entered => entered.Replica == replica);
        }
    }

    public void EndLease(int replica)
    {
        if (_replicas[replica] is null && !_isExpired[replica])
        {
            Lose(replica);
            Run("UPDATE rate_replicas SET seen_at = seen_at - INTERVAL '2 hours' WHERE journal_id = @journal", ("journal", _journals[replica]));
            _isExpired[replica] = true;
        }
    }

    public void Start(int replica)
    {
        if (_replicas[replica] is null)
        {
            if (!_isExpired[replica])
            {
                Lose(replica);
            }

            _replicas[replica] = new Replica(_address, _journals[replica], Clock);
            _isExpired[replica] = false;
            Exchange(_replicas[replica]!);
        }
    }

    /// <summary>Seconds, at the end of each of which everybody makes an exchange, as they do.</summary>
    public void Pass(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Clock.Pass(TimeSpan.FromSeconds(1));
            Run("UPDATE rate_buckets SET filled_at = filled_at - INTERVAL '1 second'");
            foreach (var limit in Limits)
            {
                limit.Fill(1.0 / 60);
            }

            foreach (var replica in _replicas)
            {
                if (replica is not null)
                {
                    Exchange(replica);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var replica in _replicas)
        {
            replica?.Rates.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>Whether any of it was used nobody knows.</summary>
    private void Lose(int replica)
    {
        foreach (var limit in Limits)
        {
            var (requests, tokens, _) = HeldBy(limit, holder => holder == replica);
            limit.Lose(requests, tokens);
        }
    }

    private (double Requests, double Tokens, int Places) HeldBy(ModelLimit limit, Predicate<int> isHolder)
    {
        var (requests, tokens, places) = (0.0, 0.0, 0);
        using var command = new NpgsqlCommand("SELECT journal_id, requests, tokens, places FROM rate_shares WHERE limit_id = @limit", _connection);
        command.Parameters.AddWithValue("limit", limit.Real.Id);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var replica = Array.IndexOf(_journals, reader.GetGuid(0));
            if (isHolder(replica))
            {
                (requests, tokens, places) = (requests + reader.GetDouble(1), tokens + reader.GetDouble(2), places + reader.GetInt32(3));
            }
        }

        return (requests, tokens, places);
    }

    private static void Exchange(Replica replica)
    {
        replica.Rates.ExchangeSoon().GetAwaiter().GetResult();
        Assert.Null(replica.Rates.LastError);
    }

    private bool TryEnter(Replica replica, RateLimit[] limits, long estimate, out RatePass? pass, out RateRefusal refusal)
    {
        // Exchanges keep a pace, and what others said of their places is no longer new.
        Clock.Pass(TimeSpan.FromMilliseconds(60));
        var subject = new TrafficSubject("k", new Dictionary<string, string>(), "c", null, null, null);
        replica.Rates.PrepareAsync(limits, subject, estimate, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return replica.Limiter.TryEnter(limits, subject, estimate, out pass, out refusal);
    }

    private void Run(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private sealed record Entered(int Replica, RatePass Pass, ModelLimit[] Limits, long Estimate);

    private sealed class Replica
    {
        public Replica(PostgresAddress address, Guid journalId, TimeProvider clock)
        {
            Limiter = new RateLimiter(clock, isShared: true);
            Rates = new LeasedRates(Limiter, address, journalId, new ReplicaCensus(), clock, lease: TimeSpan.FromHours(1)) 
            {
                Patience = TimeSpan.Zero, ExchangePatience = TimeSpan.FromMinutes(5),
            };
        }

        public RateLimiter Limiter { get; }

        public LeasedRates Rates { get; }
    }
}
