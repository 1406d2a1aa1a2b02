using Clearbar.Configuration;
using Clearbar.LocalAnswers.Extraction;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>What a person may know of one class's learning, read from its files beside a running gateway.</summary>
/// <param name="Examples">Examples held.</param>
/// <param name="Uniform">Of those, the ones agreement may be measured on.</param>
/// <param name="Labels">Labels by name with their examples, the most frequent first; rare and unreadable answers are not among them.</param>
/// <param name="UntilNextLook">Examples still to come before the next look at least; zero: it is due.</param>
public sealed record LearningReport(
    LearningState State, int Examples, int Uniform, IReadOnlyList<(string Name, int Examples)> Labels, long UntilNextLook)
{
    /// <summary>Every class that has learned in this data directory, by name.</summary>
    public static IReadOnlyList<LearningReport> ReadAll(string dataDirectory)
    {
        var folder = LearningFiles.FolderOf(dataDirectory);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var reports = new List<LearningReport>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (LearningState.Load(path) is { } state)
            {
                reports.Add(Read(new LearningFiles(dataDirectory, state.Class), state));
            }
        }

        return reports;
    }

    private static LearningReport Read(LearningFiles files, LearningState state)
    {
        var book = new LabelBook(state.Labels);
        var (count, uniform) = (0, 0);
        using (var reader = File.Exists(files.Examples) ? ExampleReader.Open(files.Examples, ExampleFormat.SubjectOf(files.Class, state.Extract)) : null)
        {
            while (reader is not null && reader.Read())
            {
                if (reader.Name is { } name)
                {
                    book.Learn(name.Label, name.Name);
                }
                else if (reader.Example is { } example)
                {
                    example.CountIn(book);
                    count++;
                    uniform += example.IsUniform ? 1 : 0;
                }
            }
        }

        var labels = new List<(string Name, int Examples)>();
        foreach (var (label, examples) in book.Counts)
        {
            if (book.NameOf(label) is { } name)
            {
                labels.Add((state.Extract is null ? name : MemberValue.OfName(name)?.ToString() ?? name, examples));
            }
        }

        labels.Sort(static (a, b) => a.Examples != b.Examples ? b.Examples.CompareTo(a.Examples) : string.CompareOrdinal(a.Name, b.Name));
        var options = new LocalLearningOptions { Agreement = state.Target, ConfidenceLevel = state.ConfidenceLevel };
        return new LearningReport(state, count, uniform, labels, Math.Max(0, LearningPlan.UntilNextLook(state, options, count, uniform)));
    }
}
