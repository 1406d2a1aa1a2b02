using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Pricing;

/// <summary>The commands shown in docs/pricing.md print what the document says they print.</summary>
public sealed class PricingDocumentTests
{
    public static TheoryData<string, string> Examples => DocumentExamples.Of("docs/pricing.md");

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_prints_what_the_document_shows(string command, string shown) =>
        Assert.Equal(shown, DocumentExamples.Run(command, PriceVerb.Create(), PricesVerb.Create()));

    [Fact]
    public void Document_has_examples() => Assert.Equal(6, Examples.Count);
}
