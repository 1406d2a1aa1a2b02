using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

/// <summary>The shipped Banking77 sample and one answerer trained on its training part, shared by the tests that only read it.</summary>
public static class TrainedSample
{
    private static readonly Lazy<LocalAnswerer> Shared = new(MakeAnswerer);

    public static List<LabelledText> Train { get; } = LabelledTextReader.ReadFile(PathOf("train.jsonl"));

    public static List<LabelledText> Test { get; } = LabelledTextReader.ReadFile(PathOf("test.jsonl"));

    public static LocalAnswerer Answerer => Shared.Value;

    /// <summary>The first twelve intents: enough to exercise everything in a second.</summary>
    public static List<LabelledText> Small { get; } = MakeSmall();

    public static LocalAnswererOptions Quick { get; } = new() { Folds = 3, Epochs = 4, HiddenUnits = 32 };

    public static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds Clearbar.slnx.");
        }

        return Path.Combine(folder.FullName, "samples", "banking77", file);
    }

    private static LocalAnswerer MakeAnswerer()
        => LocalAnswererTrainer.Train(Train, new LocalAnswererOptions { Parallelism = Environment.ProcessorCount });

    private static List<LabelledText> MakeSmall()
    {
        var labels = Train.Select(static e => e.Label).Distinct(StringComparer.Ordinal).Take(12).ToHashSet(StringComparer.Ordinal);
        return [.. Train.Where(e => labels.Contains(e.Label))];
    }
}
