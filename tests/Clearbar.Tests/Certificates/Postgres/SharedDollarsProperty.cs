using Clearbar.Certificates.Online;
using Clearbar.Pricing;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace Clearbar.Tests.Certificates.Postgres;

/// <summary>The day's dollars of several replicas on one real database, against a model that sums what was spent and what is held.</summary>
public sealed class SharedDollarsProperty : IDisposable
{
    private const int Replicas = 3;
    private const decimal Cap = 1;

    private readonly PostgresUnderTest _store = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("clearbar-evidence-").FullName;
    private readonly ManualTime _clock = new();

    public SharedDollarsProperty() => _store.Open().Dispose();

    /// <summary>One step: what, on which replica, cents.</summary>
    public sealed record Step(int Kind, int Replica, int Cents);

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void All_together_never_exceed_the_cap_whoever_dies_and_returns()
    {
        var step = from kind in Gen.Frequency((24, Gen.Constant(0)), (5, Gen.Constant(1)), (16, Gen.Constant(2)), (2, Gen.Constant(3)), (1, Gen.Constant(4)))
                   from replica in Gen.Choose(0, Replicas - 1)
                   from cents in Gen.Choose(1, 20)
                   select new Step(kind, replica, cents);
        var steps = Gen.Choose(1, 100).SelectMany(count => step.ArrayOf(count)).ToArbitrary();
        Prop.ForAll(steps, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void One_alone_gets_what_the_others_do_not_use_and_a_call_that_found_too_little_gets_it_at_the_next_exchange()
    {
        using var busy = Start(Guid.NewGuid());
        using var idle = Start(Guid.NewGuid());
        busy.Exchange();
        idle.Exchange();
        Assert.Null(busy.Dollars.TryReserve(new Usd(0.6m)));
        busy.Exchange();
        busy.Dollars.TryReserve(new Usd(0.6m))!.Settle(new Usd(0.6m));

        var spent = 0.6m;
        for (var round = 0; round < 40; round++)
        {
            if (busy.Dollars.TryReserve(new Usd(0.02m)) is { } lease)
            {
                lease.Settle(new Usd(0.02m));
                spent += 0.02m;
            }

            busy.Exchange();
            idle.Exchange();
        }

        // What is left is too little for another call beside the eighth of it that the idle one keeps.
        Assert.InRange(spent, 0.96m, 1m);
        Assert.Equal(new Usd(spent), idle.Dollars.SpentByAll);
    }

    private void Holds(Step[] steps)
    {
        Run("TRUNCATE evidence, evidence_replicas");
        var journals = Enumerable.Range(0, Replicas).Select(static _ => Guid.NewGuid()).ToArray();
        var replicas = journals.Select(Start).ToArray();
        var leases = new List<(int Replica, ShadowLease Lease)>();
        var spent = Usd.Zero;
        foreach (var (kind, replica, cents) in steps)
        {
            switch (kind)
            {
                case 0 when replicas[replica].Dollars.TryReserve(new Usd(cents / 100m)) is { } lease:
                    leases.Add((replica, lease));
                    break;
                case 1 when leases.FindIndex(held => held.Replica == replica) is >= 0 and var at:
                    var cost = new Usd(Math.Min(leases[at].Lease.Reserved.Amount, cents / 200m));
                    leases[at].Lease.Settle(cost);
                    leases.RemoveAt(at);
                    spent += cost;
                    break;
                case 2:
                    replicas[replica].Exchange();
                    break;
                case 3:
                    // What was under way may have cost its worst case, and nobody will ever know.
                    foreach (var held in leases.Where(held => held.Replica == replica))
                    {
                        spent += held.Lease.Reserved;
                    }

                    leases.RemoveAll(held => held.Replica == replica);
                    replicas[replica].Kill();
                    replicas[replica] = Start(journals[replica]);
                    break;
                case 4:
                    _clock.Advance(TimeSpan.FromDays(1));
                    leases.Clear();
                    spent = Usd.Zero;
                    break;
                default:
                    break;
            }

            var held2 = leases.Aggregate(Usd.Zero, static (sum, held) => sum + held.Lease.Reserved);
            Assert.True(spent + held2 <= new Usd(Cap), $"{spent} spent and {held2} held");
        }

        foreach (var replica in replicas)
        {
            replica.Kill();
        }
    }

    private LearningReplica Start(Guid journal) => LearningReplica.Start(_store.Address, journal, _directory, _clock, Cap);

    private void Run(string sql)
    {
        using var connection = _store.Address.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
