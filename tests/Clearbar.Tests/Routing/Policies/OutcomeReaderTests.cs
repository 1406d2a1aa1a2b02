using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

public class OutcomeReaderTests
{
    [Fact]
    public void Scores_come_from_the_label_or_from_the_reference_when_they_are_not_given()
    {
        const string Text = """
            {"class":"queue","label":"refund","rungs":{"haiku":{"answer":" Refund","cost":"0.0011"},"opus":{"answer":"other","cost":0.0085}}}

            {"rungs":{"haiku":{"answer":"a","cost":1e-3,"gate":false},"opus":{"answer":"b","cost":0.01}}}
            {"rungs":{"haiku":{"score":0.5,"cost":0},"opus":{"score":1,"cost":0.01}}}
            """;

        var sample = OutcomeReader.Read(new StringReader(Text), "s");

        Assert.Equal(["haiku", "opus"], sample.Ladder);
        Assert.Equal([1, 0, 0.5], sample.Requests.Select(static r => r.Rungs[0].Score));
        Assert.Equal([0, 1, 1], sample.Requests.Select(static r => r.Reference.Score));
        Assert.Equal(0.0011m, sample.Requests[0].Rungs[0].Cost);
        Assert.False(sample.Requests[1].Rungs[0].Passes);
        Assert.Equal(["queue", "all", "all"], sample.Requests.Select(static r => r.Class));
    }

    [Theory]
    [InlineData("{", "Line 1 is not valid JSON")]
    [InlineData("[]", "Line 1 has no object \"rungs\"")]
    [InlineData("""{"rungs":{"haiku":{"score":1,"cost":1}}}""", "Line 1 has 1 rungs")]
    [InlineData("""{"rungs":{"haiku":{"score":2,"cost":1},"opus":{"score":1,"cost":1}}}""", "Line 1 has a score of 2 for haiku")]
    [InlineData("""{"rungs":{"haiku":{"score":1,"cost":-1},"opus":{"score":1,"cost":1}}}""", "Line 1 has no \"cost\" of 0 or more for haiku")]
    [InlineData("""{"rungs":{"haiku":{"cost":1},"opus":{"score":1,"cost":1}}}""", "Line 1 has neither a \"score\" for haiku")]
    [InlineData("", "There is no line")]
    public void What_is_wrong_is_said_with_its_line(string text, string expected)
    {
        var error = Assert.Throws<OutcomeException>(() => OutcomeReader.Read(new StringReader(text), "s"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
