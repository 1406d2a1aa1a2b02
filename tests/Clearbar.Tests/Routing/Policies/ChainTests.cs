using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

public class ChainTests
{
    [Fact]
    public void A_failed_gate_is_paid_and_the_next_rung_answers()
    {
        var chain = new Chain(Recorded.Ladder, [0, 2], EscalationSignal.Gates);

        Assert.Equal("haiku>opus gates", chain.Name);
        Assert.Equal(new RunResult(1, 11, 2), chain.Run(Recorded.Request(0, 0, 1, haikuPasses: false)));
        Assert.Equal(new RunResult(0, 1, 0), chain.Run(Recorded.Request(0, 0, 1, haikuPasses: true)));
    }

    [Fact]
    public void Two_rungs_that_agree_end_the_walk_and_two_that_differ_go_on()
    {
        var chain = new Chain(Recorded.Ladder, [0, 1, 2], EscalationSignal.Agreement);

        Assert.Equal(new RunResult(1, 5, 1), chain.Run(Recorded.Request(1, 1, 1)));
        Assert.Equal(new RunResult(1, 15, 2), chain.Run(Recorded.Request(0, 0, 1)));
    }

    [Fact]
    public void Every_rising_walk_of_a_ladder_is_offered_once()
    {
        var names = Chain.AllOf(Recorded.Ladder, withGates: true, withAnswers: true).Select(static c => c.Name).ToList();

        Assert.Equal(3 + 4 + 1, names.Count);
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("haiku>sonnet>opus agreement", names);
        Assert.Equal(3, Chain.AllOf(Recorded.Ladder, withGates: false, withAnswers: false).Count);
    }
}
