using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers;

/// <summary>Trains a <see cref="LocalAnswerer"/> from labelled examples.</summary>
public static class LocalAnswererTrainer
{
    /// <summary>Fewest examples that can be cross-validated into a meaningful confidence.</summary>
    public const int MinimumExamples = 50;

    /// <summary>Texts below this quantile of the training texts' known share count as foreign.</summary>
    private const double ForeignQuantile = 0.005;

    // Which feature kinds each network of the ensemble sees. Different views make different mistakes, so their mean is better than any of
    // them, and than the same number of equal ones (docs/rung-0.md).
    private static readonly int[] Views =
    [
        Mask(FeatureKind.Word, FeatureKind.WordPair, FeatureKind.WordGram),
        Mask(FeatureKind.Word, FeatureKind.WordPair, FeatureKind.StemPair, FeatureKind.WordGram),
        Mask(FeatureKind.Word, FeatureKind.StemPair, FeatureKind.WordGram),
        Mask(FeatureKind.Word, FeatureKind.TextGram),
        Mask(FeatureKind.Word, FeatureKind.StemPair, FeatureKind.TextGram),
    ];

    /// <summary>
    /// Trains: features, cross-validation, calibration and curve on the out-of-fold scores, then the final networks on everything.
    /// </summary>
    /// <param name="examples">At least <see cref="MinimumExamples"/>, with at least two labels.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told after each network.</param>
    /// <param name="cancellation">Stops between passes.</param>
    /// <exception cref="ArgumentException">The examples or options cannot give a model; the message says which and why.</exception>
    public static LocalAnswerer Train(
        IReadOnlyList<LabelledText> examples,
        LocalAnswererOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var names = new string[examples.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = examples[i].Label;
        }

        var labels = DistinctLabels(names);
        var labelOf = IndexLabels(names, labels, options);
        return Train(labels, labelOf, new FeatureCorpus(examples, options.MaximumChars, cancellation), null, options, progress, cancellation);
    }

    /// <summary>As <see cref="Train(IReadOnlyList{LabelledText}, LocalAnswererOptions, IProgress{TrainingProgress}?, CancellationToken)"/>, from
    /// features instead of texts; <see cref="LocalAnswererOptions.MaximumChars"/> becomes <see cref="FeatureBag.MaximumChars"/>.</summary>
    /// <param name="examples">What was found in each text, its label, and whether agreement may be measured on it.</param>
    public static LocalAnswerer Train(
        IReadOnlyList<(FeatureBag Features, string Label, bool Measured)> examples,
        LocalAnswererOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        options = options with { MaximumChars = FeatureBag.MaximumChars };
        options.Validate();
        var names = new string[examples.Count];
        var bags = new FeatureBag[examples.Count];
        var measured = new bool[examples.Count];
        for (var i = 0; i < names.Length; i++)
        {
            (bags[i], names[i], measured[i]) = examples[i];
        }

        var labels = DistinctLabels(names);
        var labelOf = IndexLabels(names, labels, options);
        return Train(labels, labelOf, new FeatureCorpus(bags, cancellation), measured, options, progress, cancellation);
    }

    /// <param name="measured">Texts that count for confidence and curve; null: all. The others only teach.</param>
    private static LocalAnswerer Train(
        string[] labels,
        int[] labelOf,
        FeatureCorpus corpus,
        bool[]? measured,
        LocalAnswererOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        var run = new Run(options, labels.Length, labelOf, corpus, progress);

        // :: Step 1: every text scored by networks that never saw it.
        var folds = FoldPlan.Make(run.Corpus, labelOf, labels.Length, options, cancellation);
        var outOfFold = new OutOfFold(labelOf.Length, Lanes.Pad(labels.Length));
        for (var fold = 0; fold < options.Folds; fold++)
        {
            ScoreFold(run, folds, fold, outOfFold, cancellation);
        }

        // :: Step 2: confidence and curve from those scores.
        var abstain = options.AbstainLabel is null ? -1 : Array.IndexOf(labels, options.AbstainLabel);
        var floor = KnownFloor(outOfFold.KnownShares);
        var draft = new LocalModel(
            labels, abstain, options.MaximumChars, floor, options.Delta, FeatureTable.Empty, [], Calibration.None, []);
        var (calibration, points) = Calibrate(draft, outOfFold, labelOf, measured);

        // :: Step 3: the networks that will answer, from all texts.
        var all = new int[labelOf.Length];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        var (table, _, vectors) = Prepare(run, all, all, cancellation);
        var networks = FitNetworks(run, table, vectors, all, options.Folds, cancellation);
        return new LocalAnswerer(draft with { Table = table, Networks = networks, Calibration = calibration, CurvePoints = points });
    }

    private static int Mask(params ReadOnlySpan<FeatureKind> kinds)
    {
        var mask = 0;
        foreach (var kind in kinds)
        {
            mask |= 1 << (int)kind;
        }

        return mask;
    }

    private static string[] DistinctLabels(string[] names)
    {
        var sorted = new HashSet<string>(names, StringComparer.Ordinal).ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }

    private static int[] IndexLabels(string[] names, string[] labels, LocalAnswererOptions options)
    {
        if (names.Length < MinimumExamples)
        {
            throw new ArgumentException($"{names.Length} examples are too few to cross-validate: at least {MinimumExamples} are needed.");
        }

        if (labels.Length < 2)
        {
            throw new ArgumentException("All examples have the same label: a closed-label class needs at least two labels.");
        }

        if (options.AbstainLabel is { } abstain && Array.IndexOf(labels, abstain) < 0)
        {
            throw new ArgumentException($"The abstain label \"{abstain}\" is not one of the examples' {labels.Length} labels.");
        }

        var index = new int[names.Length];
        for (var i = 0; i < index.Length; i++)
        {
            index[i] = Array.BinarySearch(labels, names[i], StringComparer.Ordinal);
        }

        return index;
    }

    private static void ScoreFold(Run run, int[] folds, int fold, OutOfFold result, CancellationToken cancellation)
    {
        var inside = new List<int>();
        var outside = new List<int>();
        for (var i = 0; i < folds.Length; i++)
        {
            (folds[i] == fold ? outside : inside).Add(i);
        }

        int[] members = [.. inside];
        int[] judged = [.. outside];
        int[] everyone = [.. inside, .. outside];
        var (table, rowOf, vectors) = Prepare(run, members, everyone, cancellation);
        var networks = FitNetworks(run, table, vectors, members, fold, cancellation);
        var model = new LocalModel([], -1, run.Options.MaximumChars, 0, run.Options.Delta, table, networks, Calibration.None, []);
        var hidden = new float[run.Options.HiddenUnits];
        foreach (var i in judged)
        {
            model.Score(vectors[i], hidden, result.Scores.AsSpan(i * result.Width, result.Width));
            result.KnownShares[i] = run.Corpus.KnownShare(i, rowOf);
        }
    }

    private static (FeatureTable Table, int[] RowOf, FeatureVector[] Vectors) Prepare(
        Run run, int[] members, int[] wanted, CancellationToken cancellation)
    {
        var rowOf = new int[run.Corpus.FeatureCount];
        var table = run.Corpus.MakeTable(members, run.Options.MinimumTexts, run.Options.MaximumFeatures, rowOf);
        var vectors = new FeatureVector[run.LabelOf.Length];
        foreach (var i in wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            vectors[i] = run.Corpus.MakeVector(i, table, rowOf);
        }

        return (table, rowOf, vectors);
    }

    // Each network has its own seed and its own slot, so the number of threads cannot change the result.
    private static Network[] FitNetworks(
        Run run, FeatureTable table, FeatureVector[] vectors, int[] members, int fold, CancellationToken cancellation)
    {
        var options = run.Options;
        var networks = new Network[options.Networks];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellation };
        Parallel.For(0, options.Networks, parallel, slot =>
        {
            var seed = Bits.Mix(options.Seed) + (ulong)((fold * 100) + slot);
            var trainer = new NetworkTrainer(table, Views[slot % Views.Length], run.LabelCount, options, seed);
            networks[slot] = trainer.Fit(vectors, run.LabelOf, members, cancellation);
            run.Report(fold);
        });
        return networks;
    }

    private static float KnownFloor(float[] knownShares)
    {
        var sorted = (float[])knownShares.Clone();
        Array.Sort(sorted);
        return Math.Min(0.5f, sorted[(int)(sorted.Length * ForeignQuantile)]);
    }

    private static (Calibration Calibration, AgreementPoint[] Points) Calibrate(LocalModel model, OutOfFold result, int[] labelOf, bool[]? measured)
    {
        var labelCount = model.Labels.Length;
        var answerable = new bool[labelOf.Length];
        for (var i = 0; i < labelOf.Length; i++)
        {
            var best = CalibrationTrainer.Best(result.Scores.AsSpan(i * result.Width, labelCount));
            answerable[i] = measured?[i] is not false && model.MayAnswer(best, result.KnownShares[i]);
        }

        var calibration = CalibrationTrainer.Fit(result.Scores, result.Width, labelCount, labelOf, answerable);
        var confidences = new List<float>(labelOf.Length);
        var right = new List<bool>(labelOf.Length);
        for (var i = 0; i < labelOf.Length; i++)
        {
            if (measured?[i] is not false)
            {
                var row = result.Scores.AsSpan(i * result.Width, labelCount);
                var best = CalibrationTrainer.Best(row);
                confidences.Add(answerable[i] ? calibration.Confidence(calibration.TopLogOdds(row, best)) : 0);
                right.Add(best == labelOf[i]);
            }
        }

        return (calibration, [.. AgreementCurve.Build(CollectionsMarshal.AsSpan(confidences), CollectionsMarshal.AsSpan(right)).Points]);
    }

    /// <summary>What every step of one training needs.</summary>
    private sealed record Run(
        LocalAnswererOptions Options, int LabelCount, int[] LabelOf, FeatureCorpus Corpus, IProgress<TrainingProgress>? Progress)
    {
        private int _done;

        public void Report(int fold)
        {
            var done = Interlocked.Increment(ref _done);
            var phase = fold < Options.Folds ? $"cross-validation {fold + 1}/{Options.Folds}" : "final networks";
            Progress?.Report(new TrainingProgress(phase, done, (Options.Folds + 1) * Options.Networks));
        }
    }

    /// <summary>Scores of texts by networks that did not learn from them.</summary>
    private sealed class OutOfFold(int count, int width)
    {
        public int Width { get; } = width;

        public float[] Scores { get; } = new float[count * width];

        public float[] KnownShares { get; } = new float[count];
    }
}
