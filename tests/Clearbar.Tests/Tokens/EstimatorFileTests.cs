using System.Text;
using Clearbar.Tokens;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Tokens;

public sealed class EstimatorFileTests
{
    private static readonly PromptFacts s_asked = new(9_000, 1, 1, 0, true, 4096);

    private static readonly Gen<(string Class, string Model, PromptFacts Facts, TokenUsage Usage)> s_requests =
        from name in Gen.Elements("support", "fp:0a1b", "größe")
        from model in Gen.Elements("claude-haiku-4-5", "claude-opus-5")
        from bytes in Gen.Choose(0, 200_000)
        from images in Gen.Choose(0, 2)
        from marked in Gen.Elements(true, false)
        from input in Gen.Choose(1, 50_000)
        from read in Gen.Choose(0, 50_000)
        from output in Gen.Choose(0, 2_000_000)
        select (name, model, new PromptFacts(bytes, 0, images, 0, marked, null), new TokenUsage(input, read, 7, 9, output));

    [Fact]
    public void What_was_learned_is_the_same_after_writing_and_reading()
    {
        Prop.ForAll(Arb.From(Gen.ListOf(s_requests)), static seen =>
        {
            var estimator = After(seen);

            var read = EstimatorFile.Read(EstimatorFile.Write(estimator));

            Assert.Equal(estimator.Requests, read.Requests);
            foreach (var (name, model, _, _) in seen.Append(("never seen", "claude-opus-5", default, default)))
            {
                Assert.Equal(estimator.Estimate(name, model, true, s_asked), read.Estimate(name, model, true, s_asked));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_that_ends_early_is_refused_wherever_it_ends()
    {
        var whole = EstimatorFile.Write(After([("c", "m", new PromptFacts(100, 0, 0, 0, false, null), new TokenUsage(30, 0, 0, 0, 12))]));
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => EstimatorFile.Read(whole.AsMemory(0, length)));
        }
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"version":2,"models":[],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":null,"sums":[1,1,1,1,1,1,1,1,1,1],"output":[]}],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":"m","sums":[1,1,1,1,1,1,1,1,1],"output":[]}],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":"m","sums":[-1,1,1,1,1,1,1,1,1,1],"output":[]}],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":"m","sums":[1.5,1,1,1,1,1,1,1,1,1],"output":[]}],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":"m","sums":[1,1,1,1,1,1,1,1,1,1],"output":[124,1]}],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":"m","sums":[1,1,1,1,1,1,1,1,1,1],"output":[3,-1]}],"classes":[]}""")]
    [InlineData("""{"version":1,"models":[{"model":"m","sums":[1,1,1,1,1,1,1,1,1,1],"output":[3]}],"classes":[]}""")]
    public void What_is_no_such_file_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => EstimatorFile.Read(Encoding.UTF8.GetBytes(text)));

    private static TokenEstimator After(IEnumerable<(string Class, string Model, PromptFacts Facts, TokenUsage Usage)> seen)
    {
        var estimator = new TokenEstimator();
        foreach (var (name, model, facts, usage) in seen)
        {
            estimator.Settle(name, model, true, facts, usage);
        }

        return estimator;
    }
}
