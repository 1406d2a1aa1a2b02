using Clearbar.Quotas;
using Clearbar.Testing;

namespace Clearbar.Tests.Quotas;

public sealed class SharedQuotaTests
{
    [Fact]
    public void Each_of_several_replicas_takes_an_even_part_and_at_least_one_of_everything()
    {
        var quota = new ProviderQuota { RequestsPerMinute = 10, TokensPerMinute = 9000, TokensPerDay = 2 };

        Assert.Equal(new ProviderQuota { RequestsPerMinute = 3, TokensPerMinute = 3000, TokensPerDay = 1 }, quota.PartOf(3));
        Assert.Equal(quota, quota.PartOf(1));
        Assert.Equal(new ProviderQuota(), new ProviderQuota().PartOf(3));
    }
}
