using Clearbar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Pricing;

public sealed class ExactSumTests
{
    [Theory]
    [InlineData("0.0000025", 3)]
    [InlineData("0.0000024", 2)]
    [InlineData("-0.0000025", -3)]
    [InlineData("0.0000035", 4)]
    [InlineData("0.00000049999", 0)]
    public void Half_a_micro_dollar_goes_away_from_zero(string amount, long micro) =>
        Assert.Equal(micro, new Usd(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)).MicroUsd);

    [Fact]
    public void Session_time_is_finite_exactly_when_nine_divides_its_milliseconds() =>
        Prop.ForAll(Gen.Choose(0, 90_000_000).ToArbitrary(), ms => ExactSum.OfMilliseconds(ms, 0.08m).IsFinite == (ms % 9 == 0))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Container_time_is_finite_exactly_when_nine_divides_its_seconds() =>
        Prop.ForAll(Gen.Choose(0, 90_000_000).ToArbitrary(), s => ExactSum.OfSeconds(s, 0.05m).IsFinite == (s % 9 == 0))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Thirds_that_add_up_to_a_whole_are_finite_again()
    {
        var third = ExactSum.OfSeconds(1_200, 1m);
        Assert.False(third.IsFinite);
        var whole = third + third + third;
        Assert.True(whole.IsFinite);
        Assert.Equal(1m, whole.Total.Amount);
    }

    [Fact]
    public void Discount_of_ten_percent_makes_a_ninth_finite()
    {
        var ninth = ExactSum.OfSeconds(400, 1m);
        Assert.False(ninth.IsFinite);
        Assert.True(ninth.Less(10m).IsFinite);
        Assert.Equal(0.1m, ninth.Less(10m).Total.Amount);
    }

    [Fact]
    public void Token_charges_are_unchanged_by_keeping_ninths() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), n => ExactSum.Of(new Usd(n * 0.00000033m)).Total.Amount == n * 0.00000033m)
            .QuickCheckThrowOnFailure();
}
