using Clearbar.Certificates;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Certificates;

public class BettingTestTests
{
    private const double Epsilon = 0.05;

    // Ville's inequality bounds the chance of EVER reaching 1/delta, so every run is watched after every pair.
    [Fact]
    public void A_class_at_the_margin_is_hardly_ever_promoted_however_often_one_looks()
    {
        var promoted = Runs(2000, 400, lossRate: 0.08, winRate: 0.03, tally => BettingTest.EvidenceBelow(tally, Epsilon) >= 10);

        Assert.InRange(promoted, 0, 200 + (3 * 14));
    }

    [Fact]
    public void A_class_at_the_margin_is_hardly_ever_demoted_however_often_one_looks()
    {
        var demoted = Runs(2000, 400, lossRate: 0.08, winRate: 0.03, tally => BettingTest.EvidenceAbove(tally, Epsilon) >= 10);

        Assert.InRange(demoted, 0, 200 + (3 * 14));
    }

    [Fact]
    public void An_equal_class_is_promoted_and_a_bad_one_demoted_within_some_hundred_pairs()
    {
        Assert.InRange(Runs(200, 400, 0.02, 0.02, tally => BettingTest.EvidenceBelow(tally, Epsilon) >= 10), 160, 200);
        Assert.InRange(Runs(200, 400, 0.20, 0.02, tally => BettingTest.EvidenceAbove(tally, Epsilon) >= 10), 190, 200);
    }

    [Fact]
    public void Evidence_of_merged_tallies_is_the_evidence_of_all_pairs()
        => Prop.ForAll<byte, byte, byte>((ties, losses, wins) =>
        {
            var first = PairedTally.OfCounts(ties + losses, losses, 0);
            var second = PairedTally.OfCounts(wins + 2L, 1, wins);
            var whole = PairedTally.OfCounts(ties + losses + wins + 2L, losses + 1L, wins);

            first.Merge(second);

            Assert.Equal(whole.Counts, first.Counts);
            Assert.Equal(BettingTest.EvidenceBelow(whole, Epsilon), BettingTest.EvidenceBelow(first, Epsilon), 1e-9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Graded_scores_keep_their_validity()
    {
        var random = new Random(5);
        var wrong = 0;
        for (var run = 0; run < 1000; run++)
        {
            var tally = new PairedTally();
            for (var i = 0; i < 300; i++)
            {
                // Reference 0.4..0.9, candidate on average 0.05 lower: exactly at the margin.
                var reference = 0.4 + (random.NextDouble() * 0.5);
                tally.Record(reference, reference - 0.05 + ((random.NextDouble() - 0.5) * 0.2));
            }

            wrong += BettingTest.PValue(tally, Epsilon) <= 0.1 ? 1 : 0;
        }

        Assert.InRange(wrong, 0, 100);
    }

    private static int Runs(int runs, int pairs, double lossRate, double winRate, Func<PairedTally, bool> reached)
    {
        var random = new Random(11);
        var count = 0;
        for (var run = 0; run < runs; run++)
        {
            var tally = new PairedTally();
            for (var i = 0; i < pairs; i++)
            {
                var draw = random.NextDouble();
                tally.Add(draw < lossRate ? PairedTally.Steps : draw < lossRate + winRate ? -PairedTally.Steps : 0, 1);
                if (draw < lossRate + winRate && reached(tally))
                {
                    count++;
                    break;
                }

                // Evidence rises on concordant pairs too; every tenth look is enough to catch it within one factor of (1 + L eps)^10.
                if (i % 10 == 9 && reached(tally))
                {
                    count++;
                    break;
                }
            }
        }

        return count;
    }
}
