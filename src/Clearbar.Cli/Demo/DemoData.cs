using Clearbar.LocalAnswers;

namespace Clearbar.Cli.Demo;

/// <summary>Banking77's real customer messages, split into what rung 0 learns from and what is sent through the gateway.</summary>
public sealed class DemoData
{
    /// <summary>Messages sent over HTTP per run: the source's whole test part and enough unseen training messages to make at least this many.</summary>
    public const int MinSent = 2_000;

    private DemoData(IReadOnlyList<LabelledText> train, IReadOnlyList<LabelledText> test)
    {
        Train = train;
        Test = test;
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var example in train)
        {
            labels.Add(example.Label);
        }

        Labels = [.. labels];
    }

    public IReadOnlyList<LabelledText> Train { get; }

    /// <summary>Never seen in training, neither by rung 0 nor in the prompt's examples.</summary>
    public IReadOnlyList<LabelledText> Test { get; }

    public IReadOnlyList<string> Labels { get; }

    public static DemoData Load(string directory)
    {
        var train = LabelledTextReader.ReadFile(Path.Combine(directory, "train.jsonl"));
        var test = new List<LabelledText>(LabelledTextReader.ReadFile(Path.Combine(directory, "test.jsonl")));
        var kept = new List<LabelledText>(train.Count);
        var missing = Math.Max(0, MinSent - test.Count);
        var stride = missing == 0 ? int.MaxValue : train.Count / missing;
        for (var i = 0; i < train.Count; i++)
        {
            // Every stride-th message goes to the test part, so that all intents (the file is sorted by intent) give some.
            if (missing > 0 && i % stride == stride - 1)
            {
                test.Add(train[i]);
                missing--;
            }
            else
            {
                kept.Add(train[i]);
            }
        }

        return new DemoData(kept, test);
    }
}
