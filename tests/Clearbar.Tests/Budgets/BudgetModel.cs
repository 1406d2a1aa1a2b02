using Clearbar.Budgets;
using Clearbar.Pricing;

namespace Clearbar.Tests.Budgets;

/// <summary>
/// What counters must say, worked out the slow way: every reservation ever made is kept, and each figure is a sum over all of them. Knows
/// nothing of
/// cells, queues or locks.
/// </summary>
internal sealed class BudgetModel
{
    private readonly List<Hold> _holds = [];

    /// <summary>An attempt was sent an hour after its reservation was given up: the one way over a limit by more than one of
    /// them.</summary>
    public bool SomethingWasSentTooLate => _holds.Any(static hold => hold.WasSentTooLate);

    public void Expire(TimeSpan uptime)
    {
        foreach (var hold in _holds)
        {
            if (hold is { IsOver: false, IsLive: true } && hold.MadeAt + MemoryBudgetCounters.ReservationLife <= uptime)
            {
                hold.IsLive = false;
                hold.Charged = hold.IsSent ? hold.Amount : Usd.Zero;
            }
        }
    }

    public bool HasRoom(Budget budget, DateTimeOffset now)
    {
        var window = budget.WindowAt(now);
        return !budget.IsHard || Spent(budget, window) + Reserved(budget, window) < budget.Limit;
    }

    public Hold Add(IReadOnlyList<Budget> budgets, Usd amount, DateTimeOffset now, TimeSpan uptime)
    {
        var hold = new Hold(uptime, amount, [.. budgets.Select(budget => (budget, budget.WindowAt(now).Start))]);
        _holds.Add(hold);
        return hold;
    }

    public Usd Spent(Budget budget, BudgetWindow window) => Sum(budget, window, static hold => hold.Charged);

    public Usd Reserved(Budget budget, BudgetWindow window) => Sum(budget, window, static hold => hold.IsLive ? hold.Amount : Usd.Zero);

    private Usd Sum(Budget budget, BudgetWindow window, Func<Hold, Usd> of)
    {
        var sum = Usd.Zero;
        foreach (var hold in _holds)
        {
            if (hold.Cells.Contains((budget, window.Start)))
            {
                sum += of(hold);
            }
        }

        return sum;
    }

    internal sealed class Hold(TimeSpan madeAt, Usd amount, (Budget Budget, DateTimeOffset Start)[] cells)
    {
        public TimeSpan MadeAt => madeAt;

        public Usd Amount => amount;

        public (Budget Budget, DateTimeOffset Start)[] Cells => cells;

        public bool IsSent { get; private set; }

        public bool IsLive { get; set; } = true;

        public bool WasSentTooLate { get; private set; }

        public bool IsOver { get; private set; }

        public Usd Charged { get; set; }

        public void Send()
        {
            if (!IsOver)
            {
                IsSent = true;
                // Sent although it was given up: nobody waits for its end any more, so it is charged.
                WasSentTooLate |= !IsLive && Charged == Usd.Zero;
                Charged = IsLive ? Charged : Amount;
            }
        }

        public void End(Usd cost)
        {
            if (!IsOver)
            {
                IsOver = true;
                WasSentTooLate |= !IsLive && !IsSent && cost != Usd.Zero;
                IsLive = false;
                Charged = cost;
            }
        }
    }
}
