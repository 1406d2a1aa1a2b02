using Clearbar.Cli.Verbs;

namespace Clearbar.Cli.Explaining;

/// <summary>Everything known of a class, chapter by chapter.</summary>
internal sealed class ClassExplanation
{
    private readonly string _className;
    private readonly List<IClassChapter> _chapters = [];

    private ClassExplanation(string className) => _className = className;

    /// <summary>Asks every source; null when none knows the class.</summary>
    public static ClassExplanation? Of(ClassQuestion question)
    {
        var explanation = new ClassExplanation(question.Class);
        foreach (var chapter in (IClassChapter[])[new TrafficChapter(), new CertificateChapter(), new PolicyChapter(), new ScoreChapter()])
        {
            if (chapter.TryRead(question))
            {
                explanation._chapters.Add(chapter);
            }
        }

        return explanation._chapters.Count == 0 ? null : explanation;
    }

    public void WriteText(TextWriter output)
    {
        output.WriteLine($"Class {_className}");
        foreach (var chapter in _chapters)
        {
            output.WriteLine();
            foreach (var line in chapter.Tell())
            {
                output.WriteLine(line);
            }
        }
    }

    public string ToJson() => EstimateVerbJson.Write(json =>
    {
        json.WriteString("class", _className);
        foreach (var chapter in _chapters)
        {
            chapter.Write(json);
        }
    });
}
