using System.Globalization;
using Clearbar.LocalAnswers;

namespace Clearbar.Bench.Rung0;

/// <summary>The command line of the bench.</summary>
/// <param name="LearnFolder">Folder with <c>intents/*.jsonl.gz</c> to learn from, or null for the shipped sample.</param>
/// <param name="JudgeFolder">Folder of the same layout to report on, or null to divide the first by its source's train and test
/// parts.</param>
/// <param name="Json">One JSON line per data set and target instead of tables.</param>
/// <param name="SvgPath">Where the curve is drawn, or null.</param>
/// <param name="Targets">Agreements to certify.</param>
/// <param name="Seed">Seed of the training.</param>
/// <param name="Parallelism">Networks fitted at the same time.</param>
/// <param name="Families">Similarity of texts that stay in one fold, or null.</param>
/// <param name="Tried">Cross-validate the alternatives instead of measuring the product.</param>
/// <param name="Extraction">Measure short extraction instead of labels.</param>
public sealed record BenchOptions(
    string? LearnFolder,
    string? JudgeFolder,
    bool Json,
    string? SvgPath,
    double[] Targets,
    ulong Seed,
    int Parallelism,
    double? Families,
    bool Tried,
    bool Extraction)
{
    public const string Usage = """
        bench/rung0 [--data DIR | --learn DIR [--judge DIR]] [--targets 0.97,0.99] [--seed 17] [--parallel 1]
                    [--families 0.5] [--format text|json] [--svg FILE] [--tried]
        bench/rung0 --extraction [--targets 0.97,0.99] [--seed 17] [--format text|json]

        Without a folder the shipped sample samples/banking77 is learned (train.jsonl) and judged (test.jsonl).
        A folder holds intents/*.jsonl.gz with the members split, label, text. With --learn alone (--data is the same, and so is the
        environment variable CLEARBAR_DATA) rows of split "train" are learned and rows of split "test" judged. With --judge everything of
        the first folder is learned and everything of the second judged. Rows labelled "oos" are never learned; they are counted apart.
        --families keeps similar texts in one cross-validation fold: for data whose judged rows were written by other people.
        --tried cross-validates the model ideas that were compared, on the learned rows only.
        --extraction learns to copy values out of texts made from the templates in Extraction/Templates, and judges by new texts of those templates
        and by texts of templates that were not learned.
        """;

    /// <summary>How the bench trains: the product's defaults with the command line's seed, threads and families.</summary>
    public LocalAnswererOptions Training => new() { Seed = Seed, Parallelism = Parallelism, FamilySimilarity = Families };

    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(
            Environment.GetEnvironmentVariable("CLEARBAR_DATA"), null, false, null, [0.97, 0.99], 17, 1, null, false, false);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--tried" => options with { Tried = true },
                "--extraction" => options with { Extraction = true },
                _ => options.With(args[i], i + 1 < args.Length ? args[++i] : throw new ArgumentException($"{args[i]} needs a value.")),
            };
        }

        return options.JudgeFolder is not null && options.LearnFolder is null
            ? throw new ArgumentException("--judge needs --learn.")
            : options;
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--data" or "--learn" => this with { LearnFolder = value },
        "--judge" => this with { JudgeFolder = value },
        "--svg" => this with { SvgPath = value },
        "--format" when value is "json" or "text" => this with { Json = value == "json" },
        "--format" => throw new ArgumentException($"--format {value}: text or json is expected."),
        "--seed" => this with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
        "--parallel" => this with { Parallelism = int.Parse(value, CultureInfo.InvariantCulture) },
        "--families" => this with { Families = double.Parse(value, CultureInfo.InvariantCulture) },
        "--targets" => this with { Targets = [.. value.Split(',').Select(static t => double.Parse(t, CultureInfo.InvariantCulture))] },
        _ => throw new ArgumentException($"Unknown option {name}."),
    };
}
