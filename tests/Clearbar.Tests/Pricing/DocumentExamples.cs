using System.CommandLine;

namespace Clearbar.Tests.Pricing;

/// <summary>Commands that a document shows together with what they print, and running them.</summary>
internal static class DocumentExamples
{
    private const string Prompt = "$ ./clearbar ";

    /// <summary>Every <c>console</c> block of a document: the command after the prompt, and the lines under it.</summary>
    public static TheoryData<string, string> Of(string document)
    {
        using var stream = typeof(DocumentExamples).Assembly.GetManifestResourceStream(document)!;
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

    /// <summary>What a command prints, as a document shows it: tables are padded to the right, a document is not.</summary>
    public static string Run(string command, params Command[] verbs)
    {
        using var output = new StringWriter();
        var root = new RootCommand();
        foreach (var verb in verbs)
        {
            root.Add(verb);
        }

        root.Parse(command.Split(' ')).Invoke(new InvocationConfiguration { Output = output, Error = output });
        return string.Join('\n', output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()));
    }
}
