using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary>The published ticket example against its arithmetic.</summary>
public sealed class TicketExampleTests
{
    private readonly TicketExample _example = new(PriceBook.Embedded);

    [Theory]
    [InlineData(0, "37", "18.5")]
    [InlineData(20, "66.6", "33.3")]
    [InlineData(25, "74", "37")]
    [InlineData(35, "88.8", "44.4")]
    public void Split_of_the_tokens_decides_the_price(int outputPercent, string now, string batch)
    {
        var split = _example.Splits.Single(candidate => candidate.OutputPercent == outputPercent);
        Assert.Equal((now, batch), (split.Now.ToString(), split.Batch.ToString()));
        Assert.Equal(TicketExample.TokensPerTicket, split.Input + split.Output);
    }

    [Fact]
    public void Published_figure_is_true_without_output_or_in_a_batch_with_a_quarter() =>
        Assert.Equal((0m, 925m), (_example.TrueOutputNow, _example.TrueOutputBatch));

    [Fact]
    public void Other_printings_imply_a_fifth_of_the_tokens()
    {
        Assert.Equal([7.4m, 7.4m], _example.Elsewhere.Select(figure => figure.ImpliedInputMillions));
        Assert.Equal(["111", "185"], _example.Elsewhere.Select(figure => figure.AllInput.ToString()));
        Assert.Equal("7.4", _example.HaikuAtThatReading.ToString());
    }
}
