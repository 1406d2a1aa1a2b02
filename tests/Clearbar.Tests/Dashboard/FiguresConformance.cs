using Clearbar.Dashboard.Figures;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tests.Ledger;

namespace Clearbar.Tests.Dashboard;

/// <summary>The dashboard's figures, the same from every store.</summary>
public abstract class FiguresConformance(LedgerStoreKind kind) : IAsyncLifetime
{
    private readonly NotedDirectory _data = new(kind);
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private LedgerFigures _figures = null!;
    private LedgerReport _report = null!;

    public async ValueTask InitializeAsync()
    {
        await _data.FillAsync(ledger => new Traffic(ledger, 3).Spread(_now.AddDays(-3), TimeSpan.FromDays(3), 1_500));
        var source = new TestSource(_data.Root, null);
        _figures = new FiguresReader(source, TimeProvider.System).Read(new FiguresRequest(_data.Root, Period.All, Traffic.Opus))!;
        using var store = _data.Stores.OpenReader();
        _report = LedgerReport.Read(
            store,
            new ReportQuery { Baselines = source.Baselines, GroupBy = ReportGrouping.Class },
            source.Prices);
    }

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void The_dashboard_and_the_report_say_the_same()
    {
        Assert.True(_report.Total.Cost > Usd.Zero);
        Assert.Equal(_report.Total, _figures.Total);
        Assert.Equal(_report.Waterfalls, _figures.Waterfalls);
        Assert.Equal(_report.Rows, _figures.Classes.Select(group => group.Row));
        Assert.Equal(_report.Rungs.OrderBy(rung => rung.Rung), _figures.Rungs.OrderBy(rung => rung.Rung));
    }

    [Fact]
    public void Classes_models_and_keys_each_add_up_to_the_total()
    {
        foreach (var groups in (IReadOnlyList<GroupFigures>[])[_figures.Classes, _figures.Models, _figures.Keys])
        {
            Assert.True(groups.Count > 1);
            Assert.Equal(_figures.Total.Cost, Sum(groups, group => group.Row.Cost));
            Assert.Equal(_figures.Savings!.Saved, Sum(groups, group => group.Savings!.Saved));
            Assert.Equal(_figures.Total.Accepted, groups.Sum(group => group.Rungs.Sum(rung => rung.Accepted)));
        }
    }

    [Fact]
    public void Spend_over_time_adds_up_to_the_spend_rung_by_rung()
    {
        var spend = _figures.Spend!;

        Assert.Equal(_figures.Total.Cost, spend.Buckets.SelectMany(bucket => bucket).Aggregate(Usd.Add));
        for (var i = 0; i < spend.Rungs.Count; i++)
        {
            var rung = _figures.Rungs.Single(share => share.Rung == spend.Rungs[i]);
            Assert.Equal(rung.Cost, spend.Buckets.Select(bucket => bucket[i]).Aggregate(Usd.Add));
        }
    }

    [Fact]
    public void What_the_emulator_was_paid_is_told_apart()
    {
        Assert.Contains(_figures.Rungs, rung => rung.Rung == "local");
        Assert.Equal(_figures.Total.Cost, _figures.EmulatedCost);
    }

    [Fact]
    public void Rungs_stand_in_ladder_order() =>
        Assert.Equal(["local", "haiku", "sonnet", "sonnet+thinking", "opus"], _figures.Rungs.Select(rung => rung.Rung));

    [Fact]
    public void A_period_leaves_out_what_is_older()
    {
        var day = new FiguresReader(new TestSource(_data.Root, null), TimeProvider.System)
            .Read(new FiguresRequest(_data.Root, Period.Day, Traffic.Opus))!;

        Assert.InRange(day.Total.Attempts, 1, _figures.Total.Attempts - 1);
        Assert.Equal(day.Total.Cost, day.Spend!.Buckets.SelectMany(bucket => bucket).Aggregate(Usd.Add));
    }

    private static Usd Sum(IEnumerable<GroupFigures> groups, Func<GroupFigures, Usd> amount) => groups.Select(amount).Aggregate(Usd.Add);
}
