using Clearbar.Pricing.Estimates;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary>Hit rates against values computed by hand.</summary>
public sealed class ReusePatternTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0.0799, 0.6321)]
    [InlineData(12, 0.6321, 0.9999)]
    [InlineData(60, 0.9932, 0.9999)]
    public void Rate_per_hour_hits_by_the_exponential_law_rounded_down(int perHour, double fiveMinutes, double oneHour)
    {
        // 1 − e^(−1/12) = 0.07996, 1 − e^(−1) = 0.63212, 1 − e^(−5) = 0.99326, 1 − e^(−12) = 0.999994, 1 − e^(−60) differs from 1 in the
        // 27th place and is no certainty.
        var pattern = ReusePattern.PerHour(perHour);
        Assert.Equal((decimal)fiveMinutes, pattern.HitRate(CacheLifetime.FiveMinutes, 1, 1));
        Assert.Equal((decimal)oneHour, pattern.HitRate(CacheLifetime.OneHour, 1, 1));
        Assert.Equal(0, pattern.HitRate(CacheLifetime.None, 1, 1));
    }

    [Fact]
    public void Requests_that_go_elsewhere_and_other_prefixes_thin_the_rate() =>
        Assert.Equal(
            ReusePattern.PerHour(3).HitRate(CacheLifetime.FiveMinutes, 1, 1),
            ReusePattern.PerHour(60).HitRate(CacheLifetime.FiveMinutes, 0.5m, 0.1m));

    [Fact]
    public void Gap_as_long_as_the_lifetime_still_hits_and_a_longer_one_does_not()
    {
        var pattern = ReusePattern.OfGaps([(TimeSpan.FromMinutes(5), 3), (TimeSpan.FromMinutes(5.1), 4), (TimeSpan.FromHours(2), 3)]);
        Assert.Equal(0.3m, pattern.HitRate(CacheLifetime.FiveMinutes, 1, 1));
        Assert.Equal(0.7m, pattern.HitRate(CacheLifetime.OneHour, 1, 1));
    }

    [Fact]
    public void Gaps_of_the_kept_half_are_sums_of_the_stated_ones()
    {
        // Gaps of 2 minutes, half kept: a kept gap is 2 minutes with 1/2, 4 with 1/4, 6 with 1/8: within five minutes 3/4.
        var pattern = ReusePattern.OfGaps([(TimeSpan.FromMinutes(2), 1)]);
        Assert.Equal(0.75m, pattern.HitRate(CacheLifetime.FiveMinutes, 0.5m, 1));
        Assert.Equal(1m, pattern.HitRate(CacheLifetime.FiveMinutes, 1, 1));
        Assert.Equal(0, pattern.HitRate(CacheLifetime.FiveMinutes, 0, 1));
    }
}
