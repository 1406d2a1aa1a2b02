using Clearbar.Certificates;
using Clearbar.Certificates.Online;
using Clearbar.Routing.Policies;
using Clearbar.Testing;
using Xunit;

namespace Clearbar.Tests.Certificates.Online;

public sealed class PolicyBookTests
{
    [Fact]
    public void A_class_without_evidence_stays_on_the_tier_it_asked_for()
    {
        var book = Worlds.Book();
        Assert.Null(book.PolicyOf("tickets", "opus"));
        book.Open(Worlds.Tickets);
        Assert.Null(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void Equal_pairs_promote_the_cheaper_rung_and_the_event_says_why()
    {
        var book = Promoted();

        var policy = Assert.IsType<GrantedPolicy>(book.PolicyOf("tickets", "opus"));
        Assert.Equal("haiku", policy.Name);
        Assert.Equal(["haiku"], policy.Rungs);
        Assert.Equal(EscalationSignal.None, policy.Signal);
        Assert.Equal("tickets/opus/haiku/0.1", policy.CertificateId);
        Assert.Contains("gap below 5.0 %", policy.Why, StringComparison.Ordinal);
        Assert.Equal([PolicyEventKind.Promoted, PolicyEventKind.Chosen], book.Events.Select(static e => e.Kind));
        Assert.Null(book.PolicyOf("tickets", "sonnet"));
    }

    [Fact]
    public void Fewer_pairs_than_the_minimum_never_promote()
    {
        var book = Worlds.Book(new OnlineOptions { MinimalPairs = 400 });
        book.Open(Worlds.Tickets);
        for (var i = 0; i < 399; i++)
        {
            book.Record(Worlds.Pair(1, 1));
        }

        Assert.Null(book.PolicyOf("tickets", "opus"));
        book.Record(Worlds.Pair(1, 1));
        Assert.NotNull(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void A_candidate_as_good_but_dearer_is_never_served()
    {
        var book = Worlds.Book();
        book.Open(Worlds.Tickets);
        for (var i = 0; i < 400; i++)
        {
            book.Record(Worlds.Pair(1, 1, haikuCost: 0.006m));
        }

        Assert.Equal("granted", Assert.Single(Assert.Single(book.Explain("tickets")).Candidates).State);
        Assert.Null(book.PolicyOf("tickets", "opus"));
    }

    [Fact]
    public void Losses_after_the_promotion_demote_and_the_next_trial_needs_more_evidence()
    {
        var book = Promoted();
        var first = TrialSpending.Target(0.1, 1, 0);
        for (var i = 0; i < 20 && book.PolicyOf("tickets", "opus") is not null; i++)
        {
            book.Record(Worlds.Pair(1, 0));
        }

        Assert.Null(book.PolicyOf("tickets", "opus"));
        Assert.Contains(book.Events, static e => e.Kind is PolicyEventKind.Demoted or PolicyEventKind.RolledBack);
        var candidate = Assert.Single(Assert.Single(book.Explain("tickets")).Candidates);
        Assert.Equal((2, "testing"), (candidate.Trial, candidate.State));
        Assert.Equal(4 * first, candidate.Target, 9);
    }

    [Fact]
    public void With_gates_the_walks_to_the_reference_are_candidates_and_missing_rungs_count_for_none_that_needs_them()
    {
        var book = Worlds.Book();
        book.Open(Worlds.Forms);
        book.Record(new ShadowOutcome
        {
            Class = "forms",
            Reference = "opus",
            Rungs = new Dictionary<string, RungOutcome> { ["haiku"] = Worlds.Outcome(1, 1), ["opus"] = Worlds.Outcome(1, 5) },
        });

        var report = Assert.Single(book.Explain("forms"));
        Assert.Equal(
            ["haiku 1", "haiku>opus gates 1", "haiku>sonnet>opus gates 0", "sonnet 0", "sonnet>opus gates 0"],
            report.Candidates.Select(static c => $"{c.Policy} {c.Pairs}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Another_model_behind_a_rung_takes_the_class_back_to_the_reference()
    {
        var book = Promoted();
        book.Open(Worlds.Tickets with { Models = ["claude-haiku-5", "claude-opus-4-5"] });

        Assert.Null(book.PolicyOf("tickets", "opus"));
        var report = Assert.Single(book.Explain("tickets"));
        Assert.Equal((1, 0L), (report.Epoch, Assert.Single(report.Candidates).Pairs));
        Assert.Contains(report.Events, static e => e.Kind == PolicyEventKind.Restarted && e.Why.Contains("claude-haiku-5", StringComparison.Ordinal));
    }

    [Fact]
    public void New_prices_keep_the_pairs_and_leave_a_policy_that_became_dearer()
    {
        var book = Promoted();
        book.Open(Worlds.Tickets with { Prices = "2026-12" });
        Assert.NotNull(book.PolicyOf("tickets", "opus"));
        for (var i = 0; i < 10; i++)
        {
            book.Record(Worlds.Pair(1, 1, haikuCost: 0.007m));
        }

        Assert.Null(book.PolicyOf("tickets", "opus"));
        Assert.Equal("granted", Assert.Single(Assert.Single(book.Explain("tickets")).Candidates).State);
    }

    [Fact]
    public void The_owner_can_roll_back_and_freeze_a_class()
    {
        var book = Promoted();
        book.Freeze("tickets", frozen: true, "quarter end");
        Assert.Null(book.PolicyOf("tickets", "opus"));
        book.Freeze("tickets", frozen: false, "done");
        Assert.NotNull(book.PolicyOf("tickets", "opus"));
        book.Rollback("tickets", "complaints");
        Assert.Null(book.PolicyOf("tickets", "opus"));
        Assert.Equal(2, Assert.Single(Assert.Single(book.Explain("tickets")).Candidates).Trial);
        Assert.Contains(book.Events, static e => e is { Kind: PolicyEventKind.RolledBack, Why: "complaints" });
    }

    [Fact]
    public void Reading_the_policy_allocates_nothing()
    {
        var book = Promoted();
        var found = 0;
        for (var i = 0; i < 1000; i++)
        {
            found += book.PolicyOf("tickets", "opus") is null ? 0 : 1;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            found += book.PolicyOf("tickets", "opus") is null ? 0 : 1;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000, found);
    }

    internal static PolicyBook Promoted()
    {
        var book = Worlds.Book();
        book.Open(Worlds.Tickets);
        for (var i = 0; i < 100; i++)
        {
            book.Record(Worlds.Pair(1, 1));
        }

        return book;
    }
}
