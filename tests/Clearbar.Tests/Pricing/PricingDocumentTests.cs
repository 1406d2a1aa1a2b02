using System.CommandLine;
using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Pricing;

/// <summary>The commands shown in docs/pricing.md print what the document says they print.</summary>
public sealed class PricingDocumentTests
{
    private const string Prompt = "$ ./clearbar ";

    public static TheoryData<string, string> Examples
    {
        get
        {
            using var stream = typeof(PricingDocumentTests).Assembly.GetManifestResourceStream("docs/pricing.md")!;
            using var reader = new StreamReader(stream);
            var examples = new TheoryData<string, string>();
            foreach (var block in reader.ReadToEnd().ReplaceLineEndings("\n").Split("```console\n").Skip(1))
            {
                var lines = block[..block.IndexOf("\n```", StringComparison.Ordinal)].Split('\n', 2);
                Assert.StartsWith(Prompt, lines[0], StringComparison.Ordinal);
                examples.Add(lines[0][Prompt.Length..], lines[1]);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_prints_what_the_document_shows(string command, string shown)
    {
        using var output = new StringWriter();
        var root = new RootCommand { PriceVerb.Create(), PricesVerb.Create() };
        root.Parse(command.Split(' ')).Invoke(new InvocationConfiguration { Output = output, Error = output });
        Assert.Equal(shown, Trimmed(output.ToString()));
    }

    [Fact]
    public void Document_has_examples() => Assert.Equal(6, Examples.Count);

    // Tables are padded to the right; a document is not.
    private static string Trimmed(string text) =>
        string.Join('\n', text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));
}
