using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

public class LabelledTextReaderTests
{
    [Fact]
    public void Other_members_and_empty_lines_are_skipped()
    {
        const string Lines = "{\"id\":1,\"text\":\"a\",\"label\":\"x\"}\n\n  \n{\"label\":\"y\",\"text\":\"\"}\n";
        var rows = LabelledTextReader.Read(new StringReader(Lines));

        Assert.Equal([new LabelledText("a", "x"), new LabelledText("", "y")], rows);
    }

    [Fact]
    public void The_members_can_be_named()
    {
        var rows = LabelledTextReader.Read(new StringReader("{\"prompt\":\"a\",\"intent\":\"x\"}"), "prompt", "intent");

        Assert.Equal([new LabelledText("a", "x")], rows);
    }

    [Theory]
    [InlineData("{\"text\":\"SECRET\"", "valid JSON")]
    [InlineData("[\"SECRET\"]", "expected an object")]
    [InlineData("{\"label\":\"x\"}", "no member \"text\"")]
    [InlineData("{\"text\":\"SECRET\"}", "no member \"label\"")]
    [InlineData("{\"text\":\"SECRET\",\"label\":3}", "Number in \"label\"")]
    [InlineData("{\"text\":\"SECRET\",\"label\":\"\"}", "empty \"label\"")]
    [InlineData("{\"text\":\"SECRET\\ud800\",\"label\":\"x\"}", "unpaired surrogate")]
    public void A_bad_line_is_named_by_its_number_without_its_text(string line, string reason)
    {
        var text = "{\"text\":\"a\",\"label\":\"x\"}\n" + line;

        var error = Assert.Throws<LabelledTextException>(() => LabelledTextReader.Read(new StringReader(text)));

        Assert.Equal(2, error.Line);
        Assert.Contains("Line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.Message, StringComparison.Ordinal);
    }
}
