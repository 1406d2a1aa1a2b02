using Clearbar.Dashboard.Views;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Dashboard;

public sealed class WaterfallViewTests
{
    [Fact]
    public void Every_bar_begins_where_the_one_before_ends_and_the_last_change_ends_at_the_spend()
    {
        var levers = Gen.Choose(-2_000_000, 2_000_000).Select(static micro => Usd.FromMicro(micro)).ArrayOf(6).ToArbitrary();

        Prop.ForAll(
            levers,
            static amounts =>
            {
                var view = WaterfallView.Of(Waterfall(amounts));
                var changes = view.Steps.Skip(1).SkipLast(1).ToArray();
                var level = view.Steps[0].To;
                foreach (var change in changes)
                {
                    Assert.Equal(level, change.From);
                    Assert.Equal(change.To, change.From + change.Amount);
                    level = change.To;
                }

                Assert.Equal(view.Steps[^1].To, level);
                Assert.All(view.Steps, step => Assert.InRange(view.Position(step.To), 0, 1));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_lever_that_cost_money_is_an_extra_cost_with_a_positive_amount()
    {
        var view = WaterfallView.Of(Waterfall([new(10), new(-2), new(5), new(0), new(-1), new(0)]));

        Assert.Equal(
            [
                ("Prompt cache", WaterfallStepKind.ExtraCost, 2m),
                ("Cheaper tier", WaterfallStepKind.Saving, -5m),
                ("Local answers", WaterfallStepKind.Nothing, 0m),
                ("Attempts not accepted", WaterfallStepKind.ExtraCost, 1m),
            ],
            view.Steps.Skip(1).Take(4).Select(step => (step.Name, step.Kind, step.Amount.Amount)));
        Assert.Equal(new Usd(12), view.Highest);
    }

    [Fact]
    public void Answers_that_cannot_be_compared_have_a_step_of_their_own()
    {
        var view = WaterfallView.Of(Waterfall([new(1), new(0), new(0), new(0), new(0), new(-3)]) with { NotComparedAttempts = 4 });

        var step = view.Steps[^2];
        Assert.Equal("4 answers without a baseline price", step.Note);
        Assert.Equal(new Usd(3), step.Amount);
    }

    private static SavingsWaterfall Waterfall(Usd[] amounts) => new()
    {
        Model = "opus",
        Baseline = amounts[0],
        Cache = amounts[1],
        Tier = amounts[2],
        Local = amounts[3],
        Unaccepted = amounts[4],
        NotCompared = amounts[5],
        Actual = amounts[0] - amounts[1] - amounts[2] - amounts[3] - amounts[4] - amounts[5],
        Compared = 1,
        NotComparedAttempts = 1,
    };
}
