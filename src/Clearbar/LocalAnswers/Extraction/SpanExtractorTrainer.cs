using System.Runtime.InteropServices;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>Trains a <see cref="SpanExtractor"/>: cross-validation, calibration and curve on out-of-fold guesses, then the models that answer.</summary>
public static class SpanExtractorTrainer
{
    /// <summary>Fewest examples that can be cross-validated into a meaningful confidence.</summary>
    public const int MinimumExamples = LocalAnswererTrainer.MinimumExamples;

    /// <summary>
    /// Texts below this quantile of the training texts' known share count as foreign. Where all texts have a few phrasings that is everything in another
    /// one: the certificate was measured on none like it.
    /// </summary>
    private const double ForeignQuantile = 0.005;

    /// <param name="members">Names of the members, in the order of each row's targets; a single empty name for the whole answer.</param>
    /// <param name="names">Values that may be said as constants, by hash.</param>
    /// <param name="progress">Told after each model.</param>
    /// <exception cref="ArgumentException">The examples or options cannot give a model; the message says which and why.</exception>
    public static SpanExtractor Train(
        IReadOnlyList<SpanRow> rows,
        IReadOnlyList<string> members,
        IReadOnlyDictionary<ulong, string> names,
        SpanExtractorOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (rows.Count < MinimumExamples)
        {
            throw new ArgumentException($"{rows.Count} examples are too few to cross-validate: at least {MinimumExamples} are needed.");
        }

        // :: Step 1: every text guessed by models that never saw it; equal texts are in one fold.
        var run = new Run(rows, members, names, options, progress);
        var outOfFold = new (double LogOdds, bool Sure, bool Right, float Known)[rows.Count];
        for (var fold = 0; fold < options.Folds; fold++)
        {
            GuessFold(run, fold, outOfFold, cancellation);
        }

        // :: Step 2: confidence and curve from those guesses.
        var floor = KnownFloor(outOfFold);
        var (calibration, points) = Calibrate(rows, outOfFold, floor);

        // :: Step 3: the models that will answer, from all texts.
        var all = Enumerable.Range(0, rows.Count).ToArray();
        return new SpanExtractor(Fit(run, all, options.Folds, cancellation) with { KnownFloor = floor, Calibration = calibration, CurvePoints = points });
    }

    private static void GuessFold(
        Run run, int fold, (double LogOdds, bool Sure, bool Right, float Known)[] result, CancellationToken cancellation)
    {
        var inside = new List<int>();
        var outside = new List<int>();
        for (var i = 0; i < run.Rows.Count; i++)
        {
            (run.Rows[i].Sheet.Lot % run.Options.Folds == fold ? outside : inside).Add(i);
        }

        var model = Fit(run, [.. inside], fold, cancellation);
        var guesses = new MemberGuess[run.Members.Count];
        foreach (var i in outside)
        {
            var row = run.Rows[i];
            var sure = model.TryGuess(row.Sheet, guesses, out var logOdds);
            var right = true;
            for (var member = 0; member < guesses.Length; member++)
            {
                right &= model.Members[member].IsRight(guesses[member], row.Targets[member]);
            }

            result[i] = (logOdds, sure, right, model.KnownShare(row.Sheet));
        }
    }

    private static ExtractorModel Fit(Run run, int[] learned, int fold, CancellationToken cancellation)
    {
        var members = new MemberModel[run.Members.Count];
        for (var member = 0; member < members.Length; member++)
        {
            var seed = Bits.Mix(run.Options.Seed) + (ulong)((fold * 100) + member);
            members[member] = new MemberTrainer(run.Rows, member, learned, run.Names, run.Options).Fit(run.Members[member], seed, cancellation);
            run.Report(fold);
        }

        return new ExtractorModel(members, [.. members[0].Words.Keys], 0, run.Options.Delta, Calibration.None, []);
    }

    private static float KnownFloor((double LogOdds, bool Sure, bool Right, float Known)[] guesses)
    {
        var sorted = guesses.Select(static guess => guess.Known).Order().ToArray();
        return sorted[(int)(sorted.Length * ForeignQuantile)];
    }

    private static (Calibration Calibration, AgreementPoint[] Points) Calibrate(
        IReadOnlyList<SpanRow> rows, (double LogOdds, bool Sure, bool Right, float Known)[] guesses, float floor)
    {
        var sure = new List<(double LogOdds, bool Right)>();
        for (var i = 0; i < guesses.Length; i++)
        {
            if (rows[i].Measured && guesses[i].Sure && guesses[i].Known >= floor)
            {
                sure.Add((guesses[i].LogOdds, guesses[i].Right));
            }
        }

        var calibration = CalibrationTrainer.FitMap(sure, sharpness: 1);
        var confidences = new List<float>();
        var right = new List<bool>();
        for (var i = 0; i < guesses.Length; i++)
        {
            if (rows[i].Measured)
            {
                confidences.Add(guesses[i].Sure && guesses[i].Known >= floor ? calibration.Confidence(guesses[i].LogOdds) : 0);
                right.Add(guesses[i].Right);
            }
        }

        return (calibration, [.. AgreementCurve.Build(CollectionsMarshal.AsSpan(confidences), CollectionsMarshal.AsSpan(right)).Points]);
    }

    /// <summary>What every step of one training needs.</summary>
    private sealed record Run(
        IReadOnlyList<SpanRow> Rows,
        IReadOnlyList<string> Members,
        IReadOnlyDictionary<ulong, string> Names,
        SpanExtractorOptions Options,
        IProgress<TrainingProgress>? Progress)
    {
        private int _done;

        public void Report(int fold)
        {
            var phase = fold < Options.Folds ? $"cross-validation {fold + 1}/{Options.Folds}" : "final models";
            Progress?.Report(new TrainingProgress(phase, ++_done, (Options.Folds + 1) * Members.Count));
        }
    }
}
