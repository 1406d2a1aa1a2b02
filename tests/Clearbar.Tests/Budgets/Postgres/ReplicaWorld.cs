using Clearbar.Budgets;
using Clearbar.Budgets.Postgres;
using Clearbar.Ledger.Postgres;
using Clearbar.Pricing;
using Npgsql;

namespace Clearbar.Tests.Budgets.Postgres;

/// <summary>
/// Replicas that die, stay away and return on one real database, and a model that keeps every reservation ever made and sums them the slow way.
/// </summary>
internal sealed class ReplicaWorld : IDisposable
{
    private readonly PostgresAddress _address;
    private readonly Budget[] _budgets;
    private readonly Guid[] _journals;
    private readonly LeasedBudgetCounters?[] _replicas;
    private readonly bool[] _isExpired;
    private readonly TimeSpan[] _startedAt;
    private readonly List<Hold> _holds = [];
    private readonly Dictionary<Budget, Usd> _untold = [];

    public ReplicaWorld(PostgresAddress address, Budget[] budgets, int replicas)
    {
        _address = address;
        _budgets = budgets;
        _journals = [.. Enumerable.Range(0, replicas).Select(static _ => Guid.NewGuid())];
        _replicas = new LeasedBudgetCounters?[replicas];
        _isExpired = new bool[replicas];
        _startedAt = new TimeSpan[replicas];
        for (var replica = 0; replica < replicas; replica++)
        {
            Start(replica);
        }

        // From here on leases may be found ended.
        Clock.Pass(LeasedBudgetCounters.DefaultLease - TimeSpan.FromSeconds(1));
        ExchangeAll();
        Clock.Pass(TimeSpan.FromSeconds(1));
    }

    public JumpingTime Clock { get; } = new();

    /// <summary>What replicas had used of ended leases without having said so: the one way over a limit by more than one worst case.</summary>
    public Usd Untold(Budget budget) => _untold.GetValueOrDefault(budget);

    public LeasedBudgetCounters? At(int replica) => _replicas[replica];

    public Usd Spent(Budget budget) => Sum(budget, static hold => hold.Charged);

    public Usd Held(Budget budget) => Sum(budget, static hold => hold.IsOver ? Usd.Zero : hold.Amount);

    public Usd Used(Budget budget) => Spent(budget) + Held(budget);

    public Usd UsedBy(Budget budget, int replica) =>
        Sum(budget, hold => hold.Replica == replica ? hold.Charged + (hold.IsOver ? Usd.Zero : hold.Amount) : Usd.Zero);

    /// <summary>
    /// What dead replicas count beyond what they did, as <paramref name="observer"/> sees it: all of a slice whose lease still runs, or of which
    /// an observer that is not older than a lease cannot know that it has ended.
    /// </summary>
    public Usd PresumedOfTheDead(Budget budget, int observer)
    {
        var presumed = Usd.Zero;
        var knowsEnds = Clock.Uptime - _startedAt[observer] >= LeasedBudgetCounters.DefaultLease;
        for (var replica = 0; replica < _replicas.Length; replica++)
        {
            if (_replicas[replica] is null)
            {
                presumed += (_isExpired[replica] && knowsEnds ? Written(budget, replica, "spent + sent") : Written(budget, replica, "claimed")) - UsedBy(budget, replica);
            }
        }

        return presumed;
    }

    /// <summary>Reserves as a request does; what others do not use is theirs until each has had its turn to give it back.</summary>
    public bool TryReserve(int replica, Budget[] chosen, Usd amount)
    {
        BudgetHold[] holds = [.. chosen.Select(budget => new BudgetHold(budget, "", amount, MayOverdraw: false))];
        var counters = _replicas[replica]!;
        if (!counters.TryReserve(holds, out var real, out _))
        {
            foreach (var other in _replicas)
            {
                if (other is not null && other != counters)
                {
                    Exchange(other);
                }
            }

            Clock.Pass(TimeSpan.FromMilliseconds(50));
            if (!counters.TryReserve(holds, out real, out _))
            {
                Assert.Null(counters.LastError);
                return false;
            }
        }

        var now = Clock.GetUtcNow();
        _holds.Add(new Hold(replica, real, amount, [.. chosen.Select(budget => (budget, budget.WindowAt(now).Start))]));
        return true;
    }

    /// <summary>Marks as sent (1), settles (2) or releases (3) one of the live reservations.</summary>
    public void End(int which, int kind, Usd cost)
    {
        var live = _holds.FindAll(hold => !hold.IsOver && !(kind == 3 && hold.IsSent));
        if (live.Count == 0)
        {
            return;
        }

        var hold = live[which % live.Count];
        var counters = _replicas[hold.Replica]!;
        switch (kind)
        {
            case 1:
                counters.MarkSent(hold.Real);
                hold.IsSent = true;
                return;
            case 2:
                hold.Charged = cost < hold.Amount ? cost : hold.Amount;
                counters.Settle(hold.Real, hold.Charged);
                break;
            default:
                counters.Release(hold.Real);
                break;
        }

        hold.IsOver = true;
    }

    /// <summary>As <c>kill -9</c>: what was sent is in the journal and will be charged at its ceiling, what was not never happened.</summary>
    public void Kill(int replica)
    {
        if (_replicas[replica] is not { } counters)
        {
            return;
        }

        counters.Abandon();
        _replicas[replica] = null;
        foreach (var hold in _holds.Where(hold => hold.Replica == replica && !hold.IsOver))
        {
            hold.IsOver = true;
            hold.Charged = hold.IsSent ? hold.Amount : Usd.Zero;
        }
    }

    /// <summary>A dead replica has said nothing for a lease.</summary>
    public void EndLease(int replica)
    {
        if (_replicas[replica] is not null || _isExpired[replica])
        {
            return;
        }

        Run("UPDATE replicas SET seen_at = seen_at - INTERVAL '1 hour' WHERE journal_id = @journal", ("journal", _journals[replica]));
        _isExpired[replica] = true;
        foreach (var budget in _budgets.Where(static budget => budget.IsHard))
        {
            var untold = UsedBy(budget, replica) - Written(budget, replica, "spent + sent");
            Assert.True(untold <= Written(budget, replica, "claimed - spent - sent"), "more than the slice was used");
            _untold[budget] = Untold(budget) + (untold > Usd.Zero ? untold : Usd.Zero);
        }
    }

    /// <summary>Starts on the same data directory, with what its journal's entries say.</summary>
    public void Start(int replica)
    {
        if (_replicas[replica] is not null)
        {
            return;
        }

        var counters = new LeasedBudgetCounters(_address, _journals[replica], Clock) { Patience = TimeSpan.Zero };
        foreach (var (budget, window, _) in counters.Local.Unloaded(_budgets))
        {
            counters.Local.Load(budget, window, new Dictionary<string, Usd> { [""] = UsedBy(budget, replica) });
        }

        Exchange(counters);
        _replicas[replica] = counters;
        _isExpired[replica] = false;
        _startedAt[replica] = Clock.Uptime;
    }

    public void ExchangeAll()
    {
        foreach (var counters in _replicas)
        {
            if (counters is not null)
            {
                Exchange(counters);
            }
        }
    }

    public void Dispose()
    {
        for (var replica = 0; replica < _replicas.Length; replica++)
        {
            _replicas[replica]?.Dispose();
        }
    }

    private static void Exchange(LeasedBudgetCounters counters)
    {
        counters.ExchangeSoon(ask: false).GetAwaiter().GetResult();
        Assert.Null(counters.LastError);
    }

    private Usd Written(Budget budget, int replica, string what)
    {
        using var connection = _address.Connect();
        using var command = new NpgsqlCommand(
            $"SELECT COALESCE(SUM({what}), 0) FROM budget_shares WHERE budget = @budget AND start_us = @start AND journal_id = @journal", connection);
        command.Parameters.AddWithValue("budget", budget.Id);
        command.Parameters.AddWithValue("start", budget.WindowAt(Clock.GetUtcNow()).Start.ToUnixTimeMilliseconds() * 1000);
        command.Parameters.AddWithValue("journal", _journals[replica]);
        return new Usd((decimal)command.ExecuteScalar()!);
    }

    private void Run(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = _address.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private Usd Sum(Budget budget, Func<Hold, Usd> of)
    {
        var start = budget.WindowAt(Clock.GetUtcNow()).Start;
        var sum = Usd.Zero;
        foreach (var hold in _holds)
        {
            sum += hold.Cells.Contains((budget, start)) ? of(hold) : Usd.Zero;
        }

        return sum;
    }

    private sealed class Hold(int replica, BudgetReservation real, Usd amount, (Budget Budget, DateTimeOffset Start)[] cells)
    {
        public int Replica => replica;

        public BudgetReservation Real => real;

        public Usd Amount => amount;

        public (Budget Budget, DateTimeOffset Start)[] Cells => cells;

        public bool IsSent { get; set; }

        public bool IsOver { get; set; }

        public Usd Charged { get; set; }
    }
}
