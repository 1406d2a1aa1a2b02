using Clearbar.Dashboard.Amounts;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Dashboard;

public sealed class ShareTextTests
{
    [Fact]
    public void Shares_of_any_counts_add_up_to_the_whole()
    {
        var counts = Gen.Choose(0, 1_000_000).Select(static count => (long)count).NonEmptyListOf().ToArbitrary();

        Prop.ForAll(
            counts,
            static parts => ShareText.Split([.. parts]).Sum() == (parts.Sum() == 0 ? 0 : ShareText.Whole)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_share_is_never_further_than_a_tenth_from_the_truth()
    {
        var counts = Gen.Choose(0, 5_000).Select(static count => (long)count).NonEmptyListOf().ToArbitrary();

        Prop.ForAll(
            counts,
            static parts =>
            {
                var whole = Math.Max(1, parts.Sum());
                return ShareText.Split([.. parts]).Zip(parts).All(pair => Math.Abs(pair.First - (pair.Second * 1000.0 / whole)) < 1);
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Three_thirds_make_a_hundred_percent()
    {
        Assert.Equal([334, 333, 333], ShareText.Split([5, 5, 5]));
    }

    [Theory]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(1, 1_000_000, "<0.1 %")]
    [InlineData(-1, 1_000_000, "−<0.1 %")]
    [InlineData(999_999, 1_000_000, ">99.9 %")]
    [InlineData(7, 7, "100.0 %")]
    [InlineData(0, 7, "0.0 %")]
    [InlineData(-3, 2, "−150.0 %")]
    [InlineData(3, 0, "–")]
    public void A_percentage_says_neither_all_nor_nothing_of_what_is_not(int part, int whole, string text) =>
        Assert.Equal(text, ShareText.Percent(part, whole));
}
