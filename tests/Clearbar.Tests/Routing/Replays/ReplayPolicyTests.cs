using Clearbar.Routing.Policies;
using Clearbar.Routing.Replays;

namespace Clearbar.Tests.Routing.Replays;

public sealed class ReplayPolicyTests
{
    [Theory]
    [InlineData("haiku", "haiku", EscalationSignal.None)]
    [InlineData("haiku>opus", "haiku>opus gates", EscalationSignal.Gates)]
    [InlineData(" haiku>sonnet+thinking>opus  gates ", "haiku>sonnet+thinking>opus gates", EscalationSignal.Gates)]
    [InlineData("haiku>sonnet agreement", "haiku>sonnet agreement", EscalationSignal.Agreement)]
    public void A_policy_is_read_as_chains_write_it(string text, string name, EscalationSignal signal)
    {
        Assert.True(ReplayPolicy.TryParse(text, out var policy, out _));
        Assert.Equal((name, signal), (policy.Name, policy.Signal));
    }

    [Theory]
    [InlineData("", "is not a policy")]
    [InlineData("haiku>", "is not a policy")]
    [InlineData("haiku > opus", "is not a policy")]
    [InlineData("haiku>opus votes", "is not a policy")]
    [InlineData("haiku>haiku", "asks a rung twice")]
    [InlineData("haiku gates", "nowhere to go")]
    public void What_is_no_policy_is_refused_with_the_reason(string text, string says)
    {
        Assert.False(ReplayPolicy.TryParse(text, out _, out var fault));
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }
}
