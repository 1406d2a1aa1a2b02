using System.Globalization;
using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>The command line of the bench.</summary>
/// <param name="LearnFolder">Folder of recorded data sets to learn from.</param>
/// <param name="JudgeFolder">Folder of the same layout to report on, or null to divide the first.</param>
/// <param name="Json">One JSON line per data set and policy.</param>
/// <param name="Only">Data sets to run, by a part of their name; null for all.</param>
internal sealed record BenchOptions(string? LearnFolder, string? JudgeFolder, bool Json, string? Only)
{
    public const string Usage = """
        bench/routing --learn DIR [--judge DIR] [--format text|json] [--only NAME] [--resamplings 200] [--delta 0.1] [--epsilons 0.02,0.05]
                      [--seed 1] [--share 0.5] [--split random|verdicts] [--epochs N] [--rate X] [--shrinkage X]

        bench/routing --decision      time and memory of finding a request's class, with 1,000 classes known; needs no data

        Learns policies, routers, certificates and rung 0 from the first folder alone and reports them on the second. Without --judge the
        first is divided in two by a fixed seed. Without --learn the environment variable CLEARBAR_DATA names the folder.
        --only takes a part of a data set's name; rung0 is one of the names. --share is the learned part of an undivided folder.
        --split verdicts divides it by class and by which models were right, as the recorded data itself was divided in two. Both parts then have
        the same class means to the last few requests: a class learned on one part is nearly known on the other, which flatters.
        """;

    public int Resamplings { get; init; } = 200;

    /// <summary>Chance that a certificate is wrong.</summary>
    public double Delta { get; init; } = 0.1;

    public double[] Epsilons { get; init; } = [0.02, 0.05];

    /// <summary>Share of the first folder that is learned when there is no second.</summary>
    public double Share { get; init; } = 0.5;

    /// <summary>Divide by class and by which models were right; otherwise at random.</summary>
    public bool ByVerdicts { get; init; }

    public ulong Seed { get; init; } = 1;

    public PassPredictorOptions Predictor { get; init; } = new();

    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(Environment.GetEnvironmentVariable("CLEARBAR_DATA"), null, false, null);
        for (var i = 0; i < args.Length; i += 2)
        {
            options = options.With(args[i], i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value."));
        }

        return options.LearnFolder is null ? throw new ArgumentException("--learn DIR is needed.") : options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.Ordinal);

    private BenchOptions With(string name, string value) => name switch
    {
        "--learn" or "--data" => this with { LearnFolder = value },
        "--judge" => this with { JudgeFolder = value },
        "--only" => this with { Only = value },
        "--format" when value is "json" or "text" => this with { Json = value == "json" },
        "--format" => throw new ArgumentException($"--format {value}: text or json is expected."),
        "--resamplings" => this with { Resamplings = int.Parse(value, CultureInfo.InvariantCulture) },
        "--delta" => this with { Delta = double.Parse(value, CultureInfo.InvariantCulture) },
        "--epsilons" => this with { Epsilons = [.. value.Split(',').Select(static e => double.Parse(e, CultureInfo.InvariantCulture))] },
        "--share" => this with { Share = double.Parse(value, CultureInfo.InvariantCulture) },
        "--seed" => this with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
        "--split" when value is "random" or "verdicts" => this with { ByVerdicts = value == "verdicts" },
        "--split" => throw new ArgumentException($"--split {value}: random or verdicts is expected."),
        "--epochs" => this with { Predictor = Predictor with { Epochs = int.Parse(value, CultureInfo.InvariantCulture) } },
        "--rate" => this with { Predictor = Predictor with { Rate = float.Parse(value, CultureInfo.InvariantCulture) } },
        "--shrinkage" => this with { Predictor = Predictor with { Shrinkage = float.Parse(value, CultureInfo.InvariantCulture) } },
        _ => throw new ArgumentException($"Unknown option {name}."),
    };
}
