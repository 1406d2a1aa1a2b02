using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Pricing.Estimates;

/// <summary>The commands shown in docs/estimate.md print what the document says they print.</summary>
public sealed class EstimateDocumentTests
{
    public static TheoryData<string, string> Examples => DocumentExamples.Of("docs/estimate.md");

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_prints_what_the_document_shows(string command, string shown) =>
        Assert.Equal(shown, DocumentExamples.Run(command, EstimateVerb.Create()));

    [Fact]
    public void Document_has_examples() => Assert.Equal(3, Examples.Count);
}
