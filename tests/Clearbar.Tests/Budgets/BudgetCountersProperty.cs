using Clearbar.Budgets;
using Clearbar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Budgets;

/// <summary>
/// Invariant I5 and requirement 31 against a model: any sequence of reservations, settlements, leaks and clock steps over overlapping
/// budgets.
/// </summary>
public sealed class BudgetCountersProperty
{
    private static readonly Budget[] Budgets =
    [
        new() { Name = "month", Limit = new Usd(20), Per = BudgetPeriod.Month },
        new() { Name = "day", Limit = new Usd(5), Per = BudgetPeriod.Day, Offset = TimeSpan.FromHours(-5) },
        new() { Name = "total", Limit = new Usd(60), Per = BudgetPeriod.Total },
        new() { Name = "soft", Limit = new Usd(1), Per = BudgetPeriod.Week, IsHard = false },
    ];

    private static readonly Usd Largest = new(1.6m);

    /// <summary>One step: what, on which budgets (bits) or reservation, and how much (sixteenths of the largest amount, or
    /// minutes).</summary>
    public sealed record Step(int Kind, int Which, int Size);

    [Fact]
    public void Counters_are_the_ledger_plus_what_is_held_and_nothing_is_refused_or_let_in_wrongly()
    {
        var step = from kind in Gen.Frequency(
                       (6, Gen.Constant(0)), (3, Gen.Constant(1)), (4, Gen.Constant(2)), (1, Gen.Constant(3)), (2, Gen.Constant(4)), (1, Gen.Constant(5)))
                   from which in Gen.Choose(0, 1 << 16)
                   from size in Gen.Choose(1, 16)
                   select new Step(kind, which, size);
        var steps = Gen.Choose(1, 250).SelectMany(count => step.ArrayOf(count)).ToArbitrary();

        Prop.ForAll(steps, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static void Holds(Step[] steps)
    {
        var clock = new JumpingTime();
        var counters = new MemoryBudgetCounters(clock);
        var model = new BudgetModel();
        var pairs = new List<(BudgetReservation Real, BudgetModel.Hold Model)>();
        foreach (var step in steps)
        {
            if (step.Kind == 0)
            {
                Reserve(counters, model, clock, step, pairs);
            }
            else if (step.Kind == 4)
            {
                // Past expiry and midnight in time.
                clock.Pass(TimeSpan.FromMinutes(step.Size * 12));
            }
            else if (step.Kind == 5)
            {
                // Somebody sets the clock, forwards or back.
                clock.Jump(TimeSpan.FromMinutes((step.Size - 8) * 40));
            }
            else if (pairs.Count > 0)
            {
                End(counters, step, pairs[step.Which % pairs.Count]);
            }

            Compare(counters, model, clock);
        }
    }

    private static void Reserve(
        MemoryBudgetCounters counters, BudgetModel model, JumpingTime clock, Step step, List<(BudgetReservation, BudgetModel.Hold)> pairs)
    {
        var chosen = Budgets.Where((_, i) => (step.Which >> i & 1) == 1).ToArray();
        var amount = new Usd(Largest.Amount * step.Size / 16);
        model.Expire(clock.Uptime);
        var expected = chosen.All(budget => model.HasRoom(budget, clock.GetUtcNow()));

        var holds = chosen.Select(budget => new BudgetHold(budget, "", amount, MayOverdraw: false)).ToArray();
        var admitted = counters.TryReserve(holds, out var reservation, out var refusal);

        Assert.Equal(expected, admitted);
        if (admitted)
        {
            pairs.Add((reservation!, model.Add(chosen, amount, clock.GetUtcNow(), clock.Uptime)));
        }
        else
        {
            Assert.False(model.HasRoom(refusal.State.Budget, clock.GetUtcNow()));
        }
    }

    private static void End(MemoryBudgetCounters counters, Step step, (BudgetReservation Real, BudgetModel.Hold Model) pair)
    {
        switch (step.Kind)
        {
            case 1:
                counters.MarkSent(pair.Real);
                pair.Model.Send();
                break;
            case 2:
                // A cost below the ceiling, or an unknown one, which is the ceiling.
                Usd? cost = step.Size == 16 ? null : new Usd(pair.Model.Amount.Amount * step.Size / 16);
                counters.Settle(pair.Real, cost);
                pair.Model.End(cost ?? pair.Model.Amount);
                break;
            default:
                counters.Release(pair.Real);
                pair.Model.End(Usd.Zero);
                break;
        }
    }

    private static void Compare(MemoryBudgetCounters counters, BudgetModel model, JumpingTime clock)
    {
        model.Expire(clock.Uptime);
        foreach (var state in counters.Snapshot(Budgets))
        {
            Assert.Equal(model.Spent(state.Budget, state.Window), state.Spent);
            Assert.Equal(model.Reserved(state.Budget, state.Window), state.Reserved);
            Assert.True(
                !state.Budget.IsHard || model.SomethingWasSentTooLate || state.Spent + state.Reserved < state.Budget.Limit + Largest,
                $"{state.DisplayName}: {state.Spent} and {state.Reserved}");
        }
    }
}
