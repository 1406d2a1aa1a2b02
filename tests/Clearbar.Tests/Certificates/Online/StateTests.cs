using Clearbar.Certificates;
using Clearbar.Certificates.Online;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Certificates.Online;

public sealed class StateTests
{
    private static readonly Arbitrary<BookState> s_states = Gen.Choose(0, 1_000_000).Select(static seed => Draw(new Random(seed))).ToArbitrary();

    [Fact]
    public void Replicas_add_up_to_the_same_state_in_any_order()
        => Check.QuickThrowOnFailure(Prop.ForAll(
            s_states, s_states, static (a, b) => Written(BookState.Merge(a, b)) == Written(BookState.Merge(b, a))));

    [Fact]
    public void Replicas_add_up_to_the_same_state_in_any_grouping()
        => Check.QuickThrowOnFailure(Prop.ForAll(
            s_states,
            s_states,
            s_states,
            static (a, b, c) => Written(BookState.Merge(BookState.Merge(a, b), c)) == Written(BookState.Merge(a, BookState.Merge(b, c)))));

    [Fact]
    public void An_empty_replica_adds_nothing()
        => Check.QuickThrowOnFailure(Prop.ForAll(
            s_states, static a => Written(BookState.Merge(a, BookState.Empty)) == Written(BookState.Merge(BookState.Empty, a))));

    [Fact]
    public void A_state_is_read_as_it_was_written()
        => Check.QuickThrowOnFailure(Prop.ForAll(s_states, static a => Written(PolicyBookFile.Parse(Written(a))) == Written(a)));

    [Fact]
    public void A_book_that_starts_again_serves_what_it_served()
    {
        var first = PolicyBookTests.Promoted();
        var second = Worlds.Book(stored: PolicyBookFile.Parse(PolicyBookFile.ToJson(first.Snapshot())));
        Assert.Null(second.PolicyOf("tickets", "opus"));
        Assert.Equal(PolicyBookFile.ToJson(first.Snapshot()), PolicyBookFile.ToJson(second.Snapshot()));
        second.Open(Worlds.Tickets);

        Assert.Equal(first.PolicyOf("tickets", "opus")!.CertificateId, second.PolicyOf("tickets", "opus")!.CertificateId);
        Assert.Equal(first.PolicyOf("tickets", "opus")!.Why, second.PolicyOf("tickets", "opus")!.Why);
    }

    [Fact]
    public void A_book_that_starts_again_with_other_models_stays_on_the_reference()
    {
        var second = Worlds.Book(stored: PolicyBookTests.Promoted().Snapshot());
        second.Open(Worlds.Tickets with { Models = ["claude-haiku-4-5", "claude-opus-5"] });
        Assert.Null(second.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void Two_replicas_promote_on_the_pairs_of_both_and_each_adopts_the_decision()
    {
        var (left, right) = (Worlds.Book(), Worlds.Book());
        left.Open(Worlds.Tickets);
        right.Open(Worlds.Tickets);
        for (var i = 0; i < 60; i++)
        {
            left.Record(Worlds.Pair(1, 1));
            right.Record(Worlds.Pair(1, 1));
        }

        Assert.Null(left.PolicyOf("tickets", "opus"));
        left.Join(right.Snapshot());
        Assert.NotNull(left.PolicyOf("tickets", "opus"));
        Assert.Null(right.PolicyOf("tickets", "opus"));
        right.Join(left.Snapshot());
        Assert.Equal(left.PolicyOf("tickets", "opus")!.CertificateId, right.PolicyOf("tickets", "opus")!.CertificateId);

        for (var i = 0; i < 20 && right.PolicyOf("tickets", "opus") is not null; i++)
        {
            right.Record(Worlds.Pair(1, 0));
        }

        left.Join(right.Snapshot());
        Assert.Null(left.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void A_replica_with_other_models_keeps_its_own_evidence()
    {
        var (old, updated) = (Worlds.Book(), PolicyBookTests.Promoted());
        updated.Open(Worlds.Tickets with { Models = ["claude-haiku-5", "claude-opus-4-5"] });
        for (var i = 0; i < 100; i++)
        {
            updated.Record(Worlds.Pair(1, 1));
        }

        old.Open(Worlds.Tickets);
        old.Join(updated.Snapshot());
        Assert.Null(old.PolicyOf("tickets", "opus"));
        old.Open(Worlds.Tickets with { Models = ["claude-haiku-5", "claude-opus-4-5"] });
        Assert.NotNull(old.PolicyOf("tickets", "opus"));
    }

    private static string Written(BookState state) => PolicyBookFile.ToJson(state);

    private static BookState Draw(Random random)
    {
        var classes = new List<ClassState>();
        foreach (var name in new[] { "forms", "tickets" })
        {
            if (random.Next(4) == 0)
            {
                continue;
            }

            var candidates = new SortedDictionary<string, CandidateState>(StringComparer.Ordinal);
            foreach (var policy in new[] { "haiku", "haiku>opus gates" })
            {
                candidates[policy] = DrawCandidate(random);
            }

            classes.Add(new ClassState
            {
                Class = name,
                Reference = "opus",
                Epoch = random.Next(2),
                Basis = random.Next(4) == 0 ? "other" : "basis",
                Templates = random.Next(4) == 0 ? ["t"] : [],
                PriceEpoch = random.Next(2),
                Prices = random.Next(3) == 0 ? "2026-12" : "2026-11",
                FreezeCount = random.Next(3),
                Imported = [$"sample{random.Next(3)}"],
                Candidates = candidates,
            });
        }

        var events = Enumerable.Range(0, random.Next(4)).Select(_ => new PolicyEvent(
            DateTimeOffset.UnixEpoch.AddDays(random.Next(3)), "forms", "opus", (PolicyEventKind)random.Next(9), "haiku", "why")).Order(PolicyEventOrder.Instance).Distinct();
        var spend = new ShadowSpend(new DateOnly(2026, 11, 20 + random.Next(2)), new Clearbar.Pricing.Usd(random.Next(100) / 100m));
        return new BookState { Classes = classes, Events = [.. events], Spend = spend };
    }

    private static CandidateState DrawCandidate(Random random)
    {
        var step = random.Next(3);
        var tally = new PairedTally();
        for (var i = 0; i < 5; i++)
        {
            tally.Record(random.Next(3) / 2.0, random.Next(4) / 3.0);
        }

        var costs = default(CostSums);
        for (var i = 0; i < 5; i++)
        {
            costs = costs.With(random.Next(1000) / 1_000_000m, random.Next(5000) / 1_000_000m);
        }

        var signals = Enumerable.Range(0, CandidateState.SignalCount).Select(_ => new RateCount(10, random.Next(10))).ToArray();
        var grant = new Grant
        {
            Id = $"id{random.Next(3)}",
            At = DateTimeOffset.UnixEpoch.AddHours(random.Next(3)),
            Promise = Promise.Default,
            Pairs = random.Next(3),
            Losses = 0,
            Wins = 0,
            Gap = 0.1,
            Saving = 0.5,
            Why = $"why{random.Next(2)}",
        };
        return CandidateState.Of(step, tally, costs, signals, step == 1 ? grant : null);
    }
}
