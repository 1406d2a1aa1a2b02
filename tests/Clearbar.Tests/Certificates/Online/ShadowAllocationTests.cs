using Clearbar.Certificates.Online;
using Clearbar.Pricing;

namespace Clearbar.Tests.Certificates.Online;

public sealed class ShadowAllocationTests
{
    private static readonly ShadowShares s_limits = new(0.001, 0.2);

    [Fact]
    public void Dollars_go_where_much_is_spent_and_little_is_known()
    {
        var plan = ShadowAllocation.Plan(
            [Demand("big", spend: 300, uncertainty: 1), Demand("small", spend: 100, uncertainty: 1), Demand("known", spend: 300, uncertainty: 0.1)],
            new Usd(43m),
            s_limits);

        // 300 : 100 : 30 parts of 43 dollars buy 30, 10 and 3 dollars of shadows that cost 1,000 dollars for all requests.
        Assert.Equal(0.030, plan.ShareOf("big", "opus"), 6);
        Assert.Equal(0.010, plan.ShareOf("small", "opus"), 6);
        Assert.Equal(0.003, plan.ShareOf("known", "opus"), 6);
    }

    [Fact]
    public void A_class_that_is_full_leaves_the_rest_to_the_others()
    {
        var plan = ShadowAllocation.Plan(
            [Demand("full", spend: 900, uncertainty: 1) with { RequestsPerDay = 1000 }, Demand("other", spend: 100, uncertainty: 1)],
            new Usd(60m),
            s_limits);

        // A fifth of the full class costs 2 dollars, which leaves 58 of 60 for the 1,000 dollars of the other.
        Assert.Equal(0.2, plan.ShareOf("full", "opus"), 6);
        Assert.Equal(0.058, plan.ShareOf("other", "opus"), 6);
    }

    [Fact]
    public void Nothing_is_shadowed_without_dollars_or_without_a_question()
    {
        Assert.Equal(0, ShadowAllocation.Plan([Demand("a", 100, 1)], Usd.Zero, s_limits).ShareOf("a", "opus"));
        Assert.Equal(0, ShadowAllocation.Plan([Demand("a", 100, 0)], new Usd(1m), s_limits).ShareOf("a", "opus"));
        Assert.Equal(0.001, ShadowAllocation.Plan([Demand("a", 0, 1)], new Usd(1m), s_limits).ShareOf("a", "opus"), 9);
        Assert.False(ShadowAllocation.None.Samples("a", "opus", "req_1"));
    }

    [Fact]
    public void The_sample_has_its_share_hangs_on_the_id_alone_and_allocates_nothing()
    {
        var plan = ShadowAllocation.Plan([Demand("a", 100, 1)], new Usd(100m), s_limits);
        var ids = Enumerable.Range(0, 20_000).Select(static i => $"req_{i}").ToArray();
        var sampled = ids.Count(id => plan.Samples("a", "opus", id));
        Assert.Equal(0.1, plan.ShareOf("a", "opus"), 6);
        Assert.InRange(sampled, 1850, 2150);
        Assert.Equal(sampled, ids.Count(id => plan.Samples("a", "opus", id)));

        // The runtime allocates now and then for itself while it compiles: the least of several rounds is what the path does.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(plan, ids)));
    }

    private static long Allocated(ShadowAllocation plan, string[] ids)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var id in ids)
        {
            plan.Samples("a", "opus", id);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static ClassDemand Demand(string name, decimal spend, double uncertainty)
        => new(name, "opus", 100_000, new Usd(spend), new Usd(0.01m), uncertainty);
}
