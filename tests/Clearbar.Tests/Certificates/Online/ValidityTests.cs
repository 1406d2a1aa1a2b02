using Clearbar.Certificates;
using Clearbar.Certificates.Online;
using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Certificates.Online;

/// <summary>
/// The promise by simulation: the book looks after every pair and stops when it likes, and still at most delta of the classes are ever given
/// a false certificate. Two hundred classes per scenario; three standard errors of a rate of 10 % are 6.4 points.
/// </summary>
public sealed class ValidityTests
{
    private const int Runs = 200;
    private const int MostFalse = 20 + 13;

    [Theory]
    [InlineData(0.07)]
    [InlineData(0.20)]
    public void At_a_gap_of_exactly_epsilon_a_class_is_hardly_ever_promoted(double discordant)
    {
        var promoted = 0;
        for (var run = 0; run < Runs; run++)
        {
            promoted += PairsUntilPromoted(run, gap: 0.05, discordant, most: 800) is null ? 0 : 1;
        }

        Assert.InRange(promoted, 0, MostFalse);
    }

    [Fact]
    public void A_class_without_a_gap_is_promoted_within_some_hundred_pairs()
    {
        var needed = new List<int>();
        for (var run = 0; run < Runs; run++)
        {
            needed.Add(PairsUntilPromoted(run, gap: 0, discordant: 0.05, most: 1500) ?? int.MaxValue);
        }

        needed.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"pairs until promoted: 10 % {needed[20]}, median {needed[100]}, 90 % {needed[180]}, never {needed.Count(static n => n == int.MaxValue)}");
        Assert.InRange(needed[100], 50, 250);
        Assert.InRange(needed[180], 50, 800);
    }

    [Fact]
    public void With_several_candidates_at_epsilon_hardly_any_class_has_one_promoted()
    {
        var wrong = 0;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            var book = Worlds.Book();
            book.Open(Worlds.Forms with { HasGates = false });
            for (var pair = 0; pair < 500; pair++)
            {
                book.Record(new ShadowOutcome
                {
                    Class = "forms",
                    Reference = "opus",
                    Rungs = new Dictionary<string, RungOutcome>
                    {
                        ["haiku"] = Worlds.Outcome(random.NextDouble() < 0.05 ? 0 : 1, 1),
                        ["sonnet"] = Worlds.Outcome(random.NextDouble() < 0.05 ? 0 : 1, 2),
                        ["opus"] = Worlds.Outcome(1, 5),
                    },
                });
            }

            wrong += book.PolicyOf("forms", "opus") is null && book.Events.Count == 0 ? 0 : 1;
        }

        Assert.InRange(wrong, 0, MostFalse);
    }

    [Fact]
    public void After_a_demotion_the_trials_that_follow_share_what_is_left_of_delta()
    {
        var again = 0;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            var book = PolicyBookTests.Promoted();
            for (var pair = 0; pair < 50; pair++)
            {
                book.Record(Worlds.Draw(random, gap: 0.9, discordant: 0.9));
            }

            Assert.Null(book.PolicyOf("tickets", "opus"));
            for (var pair = 0; pair < 800; pair++)
            {
                book.Record(Worlds.Draw(random, gap: 0.05, discordant: 0.1));
            }

            again += book.Events.Count(static e => e.Kind == PolicyEventKind.Promoted) > 1 ? 1 : 0;
        }

        // A quarter of delta is left: 5 of 200, and three standard errors of that rate.
        Assert.InRange(again, 0, 5 + 7);
    }

    [Fact]
    public void A_granted_policy_at_a_gap_of_half_epsilon_is_hardly_ever_demoted()
    {
        var demoted = 0;
        for (var run = 0; run < Runs; run++)
        {
            var random = new Random(run);
            var book = PolicyBookTests.Promoted();
            for (var pair = 0; pair < 400; pair++)
            {
                book.Record(Worlds.Draw(random, gap: 0.025, discordant: 0.05));
            }

            demoted += book.Events.Any(static e => e.Kind is PolicyEventKind.Demoted or PolicyEventKind.RolledBack) ? 1 : 0;
        }

        Assert.InRange(demoted, 0, MostFalse);
    }

    [Fact]
    public void A_gap_that_jumps_after_a_long_good_time_takes_the_policy_back_within_some_hundred_pairs()
    {
        for (var run = 0; run < 50; run++)
        {
            var random = new Random(run);
            var book = PolicyBookTests.Promoted();
            for (var pair = 0; pair < 2000; pair++)
            {
                book.Record(Worlds.Draw(random, gap: 0, discordant: 0.04));
            }

            Assert.NotNull(book.PolicyOf("tickets", "opus"));
            var pairs = 0;
            for (; pairs < 300 && book.PolicyOf("tickets", "opus") is not null; pairs++)
            {
                book.Record(Worlds.Draw(random, gap: 0.25, discordant: 0.3));
            }

            Assert.InRange(pairs, 1, 299);
        }
    }

    private static int? PairsUntilPromoted(int seed, double gap, double discordant, int most)
    {
        var random = new Random(seed);
        var book = Worlds.Book();
        book.Open(Worlds.Tickets);
        for (var pair = 1; pair <= most; pair++)
        {
            book.Record(Worlds.Draw(random, gap, discordant));
            if (book.PolicyOf("tickets", "opus") is not null)
            {
                return pair;
            }
        }

        return null;
    }
}
