using Clearbar.Dashboard;
using Clearbar.Dashboard.Figures;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Clearbar.Tests.Dashboard;

public sealed class UrlsTests
{
    private static readonly string[] s_baselines = ["claude-opus-5-5", "a&b=c d/ü?#%"];

    [Fact]
    public void Every_state_survives_the_way_through_its_address()
    {
        var states =
            from page in Gen.Elements(Enum.GetValues<DashboardPage>())
            from period in Gen.Elements(Enum.GetValues<Period>())
            from baseline in Gen.Elements([null, .. s_baselines])
            from sheet in Gen.Choose(1, 40)
            from live in Gen.Elements(true, false)
            select new DashboardState(page, period, baseline, sheet, live);

        Prop.ForAll(states.ToArbitrary(), static state => Parse(state.Page, Urls.Of(state)) == state).QuickCheckThrowOnFailure();
    }

    private static DashboardState Default => new(DashboardPage.Overview, DashboardState.DefaultPeriod, null, 1, false);

    [Fact]
    public void The_default_state_has_the_shortest_address() =>
        Assert.Equal("/", Urls.Of(Default));

    [Theory]
    [InlineData("/?period=tomorrow&baseline=gpt&page=-3&live=yes")]
    [InlineData("/?page=99999999999999999999")]
    [InlineData("/?period=7d&period=24h")]
    public void What_is_not_understood_is_taken_as_not_said(string url) =>
        Assert.Equal(Default, Parse(DashboardPage.Overview, url));

    private static DashboardState Parse(DashboardPage page, string url)
    {
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        Assert.Equal(Urls.Path(page), mark < 0 ? url : url[..mark]);
        var query = new QueryCollection(QueryHelpers.ParseQuery(mark < 0 ? string.Empty : url[mark..]));
        return DashboardState.Parse(page, query, s_baselines);
    }
}
