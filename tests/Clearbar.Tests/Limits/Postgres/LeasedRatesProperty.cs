using Clearbar.Limits;
using Clearbar.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Limits.Postgres;

/// <summary>Rate limits over replicas: any sequence of requests, ends, deaths, ended leases, returns and seconds on one real database.</summary>
public sealed class LeasedRatesProperty : IDisposable
{
    private const int Replicas = 3;

    private static readonly RateLimit[] s_limits =
    [
        new() { Name = "requests", RequestsPerMinute = 24 },
        new() { Name = "tokens", TokensPerMinute = 6000 },
        new() { Name = "places", Concurrency = 4 },
    ];

    private readonly PostgresUnderTest _store = new();

    public LeasedRatesProperty() => _store.Open().Dispose();

    /// <summary>One step: what, on which replica, limits (bits) or request, and how much.</summary>
    public sealed record Step(int Kind, int Which, int Size);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Replicas_together_let_in_what_one_would_and_refuse_only_what_has_no_room_anywhere()
    {
        var step = from kind in Gen.Frequency(
                       (14, Gen.Constant(0)), (4, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)), (1, Gen.Constant(4)), (2, Gen.Constant(5)))
                   from which in Gen.Choose(0, 1 << 16)
                   from size in Gen.Choose(1, 16)
                   select new Step(kind, which, size);
        var steps = Gen.Choose(1, 80).SelectMany(count => step.ArrayOf(count)).ToArbitrary();
        Prop.ForAll(steps, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private void Holds(Step[] steps)
    {
        using var world = new RateWorld(_store.Address, s_limits, Replicas);
        foreach (var step in steps)
        {
            var replica = step.Which % Replicas;
            switch (step.Kind)
            {
                case 0:
                    Enter(world, replica, step);
                    break;
                case 1:
                    world.Leave(step.Which / Replicas, step.Size * 150);
                    break;
                case 2:
                    world.Pass(1 + (step.Size % 4));
                    break;
                case 3:
                    world.Kill(replica);
                    break;
                case 4:
                    world.EndLease(replica);
                    break;
                default:
                    world.Start(replica);
                    break;
            }
        }
    }

    private static void Enter(RateWorld world, int replica, Step step)
    {
        if (!world.IsThere(replica))
        {
            return;
        }

        var estimate = step.Size * 100L;
        var chosen = world.Limits.Where((_, i) => ((step.Which / Replicas) >> i & 1) == 1).ToArray();
        if (world.TryEnter(replica, chosen, estimate, out var refusal))
        {
            foreach (var limit in chosen)
            {
                // What the bucket could not give nobody may have taken.
                Assert.True(limit.Real.RequestsPerMinute is not { } requests || limit.Most.Requests > -(world.Tolerance * requests) - 1e-6, $"{limit.Most.Requests} requests are left");
                Assert.True(limit.Real.TokensPerMinute is not { } tokens || limit.Most.Tokens > -(world.Tolerance * tokens) - 1e-6, $"{limit.Most.Tokens} tokens are left");
                Assert.True(limit.Real.Concurrency is not { } places || world.UnderWay(limit) <= places, $"{world.UnderWay(limit)} are under way");
            }
        }
        else
        {
            Assert.True(
                Array.Exists(chosen, limit => HasNoRoom(world, limit, estimate)),
                $"{refusal}; {string.Join(", ", chosen.Select(limit => $"{limit.Real.Name} {limit.Least} {world.HeldByTheDead(limit)} {world.UnderWay(limit)}"))}");
        }
    }

    /// <summary>Beside what the dead hold; what fills a full bucket in the second before a use is told of is missed.</summary>
    private static bool HasNoRoom(RateWorld world, ModelLimit limit, long estimate)
    {
        var (requests, tokens, places) = world.HeldByTheDead(limit);
        const double Missed = 1.0 / 60;
        return (limit.Real.RequestsPerMinute is { } perMinute && limit.Least.Requests - requests < 1 + (Missed * perMinute) + 1e-6)
            || (limit.Real.TokensPerMinute is { } allowance && limit.Least.Tokens - tokens < estimate + (Missed * allowance) + 1e-6)
            || (limit.Real.Concurrency is { } most && world.UnderWay(limit) + places >= most);
    }
}
