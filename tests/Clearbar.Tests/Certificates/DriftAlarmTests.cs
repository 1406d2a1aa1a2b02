using Clearbar.Certificates;

namespace Clearbar.Tests.Certificates;

public class DriftAlarmTests
{
    [Fact]
    public void A_rate_at_its_bound_rings_less_than_once_in_one_over_alpha_values()
    {
        var random = new Random(8);
        var alarm = new DriftAlarm(0.05, 0.001);
        var rings = 0;
        for (var i = 0; i < 200_000; i++)
        {
            if (alarm.Observe(random.NextDouble() < 0.05 ? 1 : 0))
            {
                rings++;
                alarm.Reset();
            }
        }

        Assert.InRange(rings, 0, 200);
    }

    [Fact]
    public void A_rate_that_triples_rings_within_some_hundred_values_however_long_it_was_good()
    {
        var random = new Random(9);
        var alarm = new DriftAlarm(0.05, 0.0001);
        for (var i = 0; i < 5000; i++)
        {
            Assert.False(alarm.Observe(random.NextDouble() < 0.02 ? 1 : 0));
        }

        var taken = 0;
        while (!alarm.Observe(random.NextDouble() < 0.15 ? 1 : 0))
        {
            taken++;
        }

        Assert.InRange(taken, 1, 500);
        Assert.True(alarm.IsRinging);
    }
}
