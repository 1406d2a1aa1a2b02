using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Ledger;

public sealed class WaterfallTests
{
    [Fact]
    public void Any_waterfall_adds_up_to_the_last_digit()
    {
        var bucket = Gen.Choose(0, 2_000_000);
        var attempt = from outcome in Gen.Choose(1, 5)
                      from local in Gen.Choose(0, 3)
                      from a in bucket
                      from b in bucket
                      from c in bucket
                      from output in bucket
                      from cost in Gen.Frequency((1, Gen.Constant(-1)), (6, Gen.Choose(0, int.MaxValue)))
                      select new SettledAttempt(
                          new DateOnly(2026, 11, 20),
                          (EntryOutcome)outcome,
                          local == 0 ? Surface.Local : Surface.Bedrock,
                          new TokenUsage(a, b, c, b / 2, output),
                          a % 3 == 0 ? null : new TokenUsage(b, a, 0, 0, c),
                          cost < 0 ? null : new Usd(cost / 1_000_000_000_000m));

        Prop.ForAll(Gen.ArrayOf(attempt).ToArbitrary(), attempts =>
        {
            var builder = new WaterfallBuilder("big", new FlatPricer());
            foreach (var one in attempts)
            {
                builder.Add(one);
            }

            var fall = builder.ToWaterfall();
            Assert.Equal(
                fall.Actual, fall.Baseline - fall.Cache - fall.Tier - fall.Local - fall.Unaccepted - fall.NotCompared);
            Assert.Equal(attempts.Sum(one => one.Cost?.Amount ?? 0), fall.Actual.Amount);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
