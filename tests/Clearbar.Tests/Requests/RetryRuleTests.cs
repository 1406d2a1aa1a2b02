using Clearbar.Requests;
using Clearbar.Upstreams;

namespace Clearbar.Tests.Requests;

public sealed class RetryRuleTests
{
    [Fact]
    public void Of_all_refusals_only_what_may_pass_is_tried_elsewhere()
    {
        var tried = Enumerable.Range(300, 300).Where(static status => RetryRule.OfRefusal(status, null) == RetryVerdict.Elsewhere);

        Assert.Equal([408, 409, 429, .. Enumerable.Range(500, 100)], tried);
    }

    [Theory]
    [InlineData("false", RetryVerdict.Final)]
    [InlineData("true", RetryVerdict.Elsewhere)]
    public void What_the_upstream_says_of_retrying_can_only_forbid_it(string said, RetryVerdict expected)
    {
        Assert.Equal(expected, RetryRule.OfRefusal(429, said));
        Assert.Equal(RetryVerdict.Final, RetryRule.OfRefusal(400, said));
    }

    [Theory]
    [InlineData(FailureStage.Connect, false, true, RetryVerdict.Anywhere)]
    [InlineData(FailureStage.Connect, true, true, RetryVerdict.Elsewhere)]
    [InlineData(FailureStage.Connect, false, false, RetryVerdict.Elsewhere)]
    [InlineData(FailureStage.Sent, false, true, RetryVerdict.Elsewhere)]
    [InlineData(FailureStage.Sent, true, true, RetryVerdict.Elsewhere)]
    public void The_same_deployment_is_asked_again_only_if_nothing_was_sent(FailureStage stage, bool timedOut, bool transient, RetryVerdict expected) =>
        Assert.Equal(expected, RetryRule.OfFailure(new UpstreamFailure(stage, "", timedOut) { IsTransient = transient }));

    [Theory]
    [InlineData(1, 0, 50)]
    [InlineData(1, 1, 100)]
    [InlineData(3, 1, 400)]
    [InlineData(50, 0, 1000)]
    [InlineData(50, 1, 2000)]
    public void Waiting_doubles_up_to_two_seconds_and_half_of_it_is_chance(int failures, double chance, double expected) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expected), Backoff.Of(failures, chance));
}
