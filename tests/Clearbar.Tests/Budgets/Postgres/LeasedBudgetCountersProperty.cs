using Clearbar.Budgets;
using Clearbar.Pricing;
using Clearbar.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace Clearbar.Tests.Budgets.Postgres;

/// <summary>
/// Invariant I5 over replicas: any sequence of reservations, ends, deaths, ended leases, returns and time passing on one real database.
/// </summary>
public sealed class LeasedBudgetCountersProperty : IDisposable
{
    private const int Replicas = 3;
    private static readonly Usd Largest = new(1.6m);

    private static readonly Budget[] Budgets =
    [
        new() { Name = "total", Limit = new Usd(10), Per = BudgetPeriod.Total },
        new() { Name = "day", Limit = new Usd(4), Per = BudgetPeriod.Day },
        new() { Name = "soft", Limit = new Usd(1), Per = BudgetPeriod.Total, IsHard = false },
    ];

    private readonly PostgresUnderTest _store = new();

    public LeasedBudgetCountersProperty() => _store.Open().Dispose();

    /// <summary>One step: what, on which replica, budgets (bits) or reservation, and how much (sixteenths of the largest amount, or seconds).</summary>
    public sealed record Step(int Kind, int Which, int Size);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Replicas_together_stay_below_the_limit_and_one_worst_case_and_refuse_only_what_has_no_room()
    {
        var step = from kind in Gen.Frequency(
                       (10, Gen.Constant(0)), (3, Gen.Constant(1)), (5, Gen.Constant(2)), (1, Gen.Constant(3)), (1, Gen.Constant(4)),
                       (1, Gen.Constant(5)), (2, Gen.Constant(6)), (1, Gen.Constant(7)), (2, Gen.Constant(8)))
                   from which in Gen.Choose(0, 1 << 16)
                   from size in Gen.Choose(1, 16)
                   select new Step(kind, which, size);
        var steps = Gen.Choose(1, 80).SelectMany(count => step.ArrayOf(count)).ToArbitrary();
        Prop.ForAll(steps, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private void Holds(Step[] steps)
    {
        using (var connection = _store.Address.Connect())
        using (var truncate = new NpgsqlCommand("TRUNCATE budget_shares, budget_windows, replicas", connection))
        {
            truncate.ExecuteNonQuery();
        }

        using var world = new ReplicaWorld(_store.Address, Budgets, Replicas);
        foreach (var step in steps)
        {
            Do(world, step);
            Compare(world);
        }

        // Everybody comes back, and each sees the ledger plus what is held, by whomever.
        for (var replica = 0; replica < Replicas; replica++)
        {
            world.Start(replica);
            world.At(replica)!.Snapshot(Budgets);
        }

        world.ExchangeAll();
        world.ExchangeAll();
        foreach (var budget in Budgets)
        {
            for (var replica = 0; replica < Replicas; replica++)
            {
                var state = world.At(replica)!.StateOf(budget, "");
                Assert.Equal((world.Spent(budget), world.Held(budget)), (state.Spent, state.Reserved));
            }
        }
    }

    private static void Do(ReplicaWorld world, Step step)
    {
        var replica = step.Which % Replicas;

        // Longer than what is leased for an attempt waits for it.
        world.Clock.Pass(TimeSpan.FromSeconds(1));
        switch (step.Kind)
        {
            case 0:
                Reserve(world, replica, step);
                break;
            case 4:
                world.Kill(replica);
                break;
            case 5:
                world.EndLease(replica);
                break;
            case 6:
                world.Start(replica);
                break;
            case 7:
                world.Clock.Pass(TimeSpan.FromSeconds(step.Size * 5));
                break;
            case 8:
                world.ExchangeAll();
                break;
            default:
                world.End(step.Which / Replicas, step.Kind, new Usd(Largest.Amount * step.Size / 16));
                break;
        }
    }

    private static void Reserve(ReplicaWorld world, int replica, Step step)
    {
        if (world.At(replica) is null)
        {
            return;
        }

        var amount = new Usd(Largest.Amount * step.Size / 16);
        var chosen = Budgets.Where((_, i) => ((step.Which / Replicas) >> i & 1) == 1).ToArray();
        if (!world.TryReserve(replica, chosen, amount))
        {
            Assert.Contains(chosen, budget => budget.IsHard && world.Used(budget) + world.PresumedOfTheDead(budget, replica) + amount > budget.Limit);
        }
    }

    private static void Compare(ReplicaWorld world)
    {
        foreach (var budget in Budgets)
        {
            Assert.True(
                !budget.IsHard || world.Used(budget) < budget.Limit + Largest + world.Untold(budget),
                $"{budget.Name}: {world.Used(budget)}, of which {world.Untold(budget)} was untold");
        }
    }
}
