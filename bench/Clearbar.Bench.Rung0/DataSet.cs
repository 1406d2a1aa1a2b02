using System.IO.Compression;
using System.Text.Json;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>One labelled data set, divided.</summary>
/// <param name="Name">Name of the source file.</param>
/// <param name="Learn">Rows to learn from; the only ones that may influence a choice.</param>
/// <param name="Judge">Rows to report on.</param>
/// <param name="OutOfScope">Texts to which no label applies: answering one is always wrong.</param>
public sealed record DataSet(string Name, List<LabelledText> Learn, List<LabelledText> Judge, List<string> OutOfScope)
{
    private const string OutOfScopeLabel = "oos";

    /// <summary>The sizes, in one phrase.</summary>
    public string Describe()
    {
        var labels = Learn.Select(static example => example.Label).Distinct(StringComparer.Ordinal).Count();
        return $"{Learn.Count} texts learned, {Judge.Count} unseen texts judged, {labels} labels";
    }

    public static IEnumerable<DataSet> Load(BenchOptions options)
    {
        if (options.LearnFolder is null)
        {
            var sample = Path.Combine(Repository(), "samples", "banking77");
            yield return new DataSet(
                "banking77",
                LabelledTextReader.ReadFile(Path.Combine(sample, "train.jsonl")),
                LabelledTextReader.ReadFile(Path.Combine(sample, "test.jsonl")),
                []);
            yield break;
        }

        var files = Directory.GetFiles(Path.Combine(options.LearnFolder, "intents"), "*.jsonl.gz");
        Array.Sort(files, StringComparer.Ordinal);
        foreach (var file in files)
        {
            yield return Divide(file, options.JudgeFolder);
        }
    }

    /// <summary>The repository's root, found upwards from the program.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No folder above the program holds Clearbar.slnx.");
    }

    private static DataSet Divide(string file, string? judgeFolder)
    {
        var name = Path.GetFileName(file)[..^".jsonl.gz".Length];
        var rows = Rows(file).ToList();
        if (judgeFolder is null)
        {
            return new DataSet(
                name,
                [.. rows.Where(static r => r.Split == "train").Select(static r => r.Example)],
                [.. rows.Where(static r => r.Split == "test").Select(static r => r.Example)],
                [.. rows.Where(static r => r.Example.Label == OutOfScopeLabel).Select(static r => r.Example.Text)]);
        }

        var judged = Rows(Path.Combine(judgeFolder, "intents", Path.GetFileName(file))).ToList();
        return new DataSet(
            name,
            [.. rows.Where(static r => r.Example.Label != OutOfScopeLabel).Select(static r => r.Example)],
            [.. judged.Where(static r => r.Example.Label != OutOfScopeLabel).Select(static r => r.Example)],
            [.. judged.Where(static r => r.Example.Label == OutOfScopeLabel).Select(static r => r.Example.Text)]);
    }

    private static IEnumerable<(string Split, LabelledText Example)> Rows(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            string Member(string name) => row.RootElement.GetProperty(name).GetString()!;
            yield return (Member("split"), new LabelledText(Member("text"), Member("label")));
        }
    }
}
