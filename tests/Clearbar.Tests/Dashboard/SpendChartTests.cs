using Clearbar.Dashboard.Figures;
using Clearbar.Dashboard.Views;
using Clearbar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Dashboard;

public sealed class SpendChartTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 23, 59, 59, TimeSpan.Zero);

    [Fact]
    public void Columns_add_up_to_the_spend_and_are_few_enough_to_read_over_any_stretch()
    {
        var instants = Gen.Choose(0, int.MaxValue).NonEmptyListOf().ToArbitrary();
        var scales = Gen.Elements(0.000001, 0.001, 0.1, 1).ToArbitrary();

        Prop.ForAll(
            instants,
            scales,
            static (seconds, scale) =>
            {
                var times = seconds.Select(second => Start.AddSeconds(second * scale)).ToArray();
                var tally = new SpendTally(times.Min(), times.Max());
                for (var i = 0; i < times.Length; i++)
                {
                    tally.Add(times[i], i % 2 == 0 ? "haiku" : "opus", Usd.FromMicro(i + 1));
                }

                var chart = SpendChart.Of(tally.ToSeries());
                var spent = Usd.FromMicro(times.Length * (times.Length + 1L) / 2);
                Assert.Equal(spent, chart.Columns.Select(column => column.Total).Aggregate(Usd.Add));
                Assert.InRange(chart.Columns.Count, 1, SpendTally.MostBuckets);
                Assert.All(chart.Columns, column => Assert.True(column.Total <= chart.Top));
                Assert.All(chart.Columns, column => Assert.Equal(column.Total, Sum(column.Parts)));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Columns_begin_at_full_hours_when_they_are_hours_long()
    {
        var tally = new SpendTally(Start, Start.AddHours(30));
        tally.Add(Start, "haiku", new Usd(1));

        var series = tally.ToSeries();

        Assert.Equal(TimeSpan.FromHours(1), series.Width);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 23, 0, 0, TimeSpan.Zero), series.Start);
        Assert.Equal("hour", SpendChart.Of(series).WidthWords);
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("1", "1")]
    [InlineData("1.01", "2")]
    [InlineData("4.2", "5")]
    [InlineData("5.1", "10")]
    [InlineData("0.0031", "0.005")]
    [InlineData("740", "1000")]
    public void The_scale_ends_at_a_round_amount(string highest, string top) =>
        Assert.Equal(Of(top), SpendChart.RoundUp(Of(highest)));

    private static Usd Sum(IEnumerable<SpendPart> parts) => parts.Select(part => part.Amount).Aggregate(Usd.Zero, Usd.Add);

    private static Usd Of(string amount) => new(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
}
