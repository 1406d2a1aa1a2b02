using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

public class BinomialBoundsTests
{
    // Two-sided 95 % Clopper-Pearson intervals. k = n and k = 0 follow from 0.025^(1/n) by hand; 8 of 10 and 95 of 100 are textbook values.
    [Theory]
    [InlineData(10, 10, 0.69150, 1.0)]
    [InlineData(0, 10, 0.0, 0.30850)]
    [InlineData(8, 10, 0.44390, 0.97479)]
    [InlineData(95, 100, 0.88717, 0.98357)]
    public void Intervals_match_published_values(int successes, int trials, double lower, double upper)
    {
        Assert.Equal(lower, BinomialBounds.Lower(successes, trials, 0.025), 1e-4);
        Assert.Equal(upper, BinomialBounds.Upper(successes, trials, 0.025), 1e-4);
    }

    [Fact]
    public void The_tail_equals_the_sum_of_its_terms()
    {
        for (var n = 1; n <= 40; n++)
        {
            for (var k = 0; k <= n; k++)
            {
                foreach (var p in new[] { 0.01, 0.3, 0.5, 0.97 })
                {
                    Assert.Equal(SlowTail(k, n, p), BinomialBounds.TailAtLeast(k, n, p), 1e-10);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 0, 0.5)]
    [InlineData(11, 10, 0.3)]
    [InlineData(11, 10, 1.0)]
    public void More_successes_than_trials_never_happen(int successes, int trials, double rate)
        => Assert.Equal(0, BinomialBounds.TailAtLeast(successes, trials, rate));

    [Fact]
    public void Ninety_nine_faultless_answers_prove_97_per_cent_and_ninety_eight_do_not()
    {
        Assert.True(BinomialBounds.TailAtLeast(99, 99, 0.97) <= 0.05);
        Assert.True(BinomialBounds.TailAtLeast(98, 98, 0.97) > 0.05);
    }

    private static double SlowTail(int k, int n, double p)
    {
        var sum = 0.0;
        for (var i = k; i <= n; i++)
        {
            var term = 1.0;
            for (var j = 0; j < i; j++)
            {
                term *= p * (n - j) / (j + 1);
            }

            sum += term * Math.Pow(1 - p, n - i);
        }

        return sum;
    }
}
