namespace Clearbar.LocalAnswers;

/// <summary>
/// Rung 0: answers closed-label requests in this process, with a calibrated confidence. Immutable and safe for any number of threads;
/// a prediction allocates nothing once as many have run at the same time as will.
/// </summary>
public sealed class LocalAnswerer : ILearnedModel
{
    private readonly LocalModel _model;
    private readonly string[] _labels;

    // Idle workspaces. A slot is taken and given back by atomic exchange; a missing one is created, a surplus one is dropped.
    private readonly Workspace?[] _idle = new Workspace?[Math.Max(4, 2 * Environment.ProcessorCount)];

    internal LocalAnswerer(LocalModel model)
    {
        _model = model;
        _labels = [.. model.Labels];
        Curve = new AgreementCurve(model.CurvePoints);
    }

    /// <summary>The labels in ordinal order; a prediction names one by index.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Out-of-fold share and agreement by confidence threshold, measured inside the training set.</summary>
    public AgreementCurve Curve { get; }

    /// <summary>Chance, for each target, that the certified threshold keeps less agreement than promised.</summary>
    public double Delta => _model.Delta;

    /// <summary>Distinct features the answerer knows.</summary>
    public int FeatureCount => _model.Table.Count;

    internal LocalModel Model => _model;

    /// <summary>
    /// The lowest confidence at which answers agree with the label at the target rate or better, with confidence 1 - <see cref="Delta"/>;
    /// positive infinity ("never answer") when the training set does not prove any.
    /// </summary>
    /// <param name="targetAgreement">A rate inside (0, 1), for example 0.97.</param>
    public float ThresholdFor(double targetAgreement)
    {
        if (targetAgreement is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(targetAgreement), targetAgreement, "The target must be between 0 and 1.");
        }

        return Curve.Certify(targetAgreement, Delta)?.Threshold ?? float.PositiveInfinity;
    }

    /// <summary>Predicts the label of a text. Never throws for any text; only the first characters of a huge one are considered.</summary>
    public LocalPrediction Predict(ReadOnlySpan<char> text)
    {
        var workspace = Rent();
        var prediction = Predict(text, workspace);
        Return(workspace);
        return prediction;
    }

    /// <summary>Writes the answerer in the format described at <see cref="LocalAnswererFile"/>.</summary>
    public void Save(Stream stream) => LocalAnswererFile.Write(_model, stream);

    /// <summary>Reads an answerer that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is not an answerer, is newer than this program, is cut, or is damaged.</exception>
    public static LocalAnswerer Load(Stream stream) => new(LocalAnswererFile.Read(stream));

    private LocalPrediction Predict(ReadOnlySpan<char> text, Workspace workspace)
    {
        workspace.Read(text);
        var known = workspace.KnownShare;
        if (workspace.Vector.Count == 0)
        {
            return new LocalPrediction(-1, 0, known, true);
        }

        var scores = workspace.Scores.AsSpan();
        _model.Score(workspace.Vector, workspace.Hidden, scores);
        var labels = scores[.._labels.Length];
        var best = CalibrationTrainer.Best(labels);
        if (!_model.MayAnswer(best, known))
        {
            return new LocalPrediction(best, 0, known, true);
        }

        var logOdds = _model.Calibration.TopLogOdds(labels, best);
        return new LocalPrediction(best, _model.Calibration.Confidence(logOdds), known, false);
    }

    private Workspace Rent()
    {
        var first = Environment.CurrentManagedThreadId % _idle.Length;
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(first + i) % _idle.Length];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } idle)
            {
                return idle;
            }
        }

        return _model.NewWorkspace();
    }

    private void Return(Workspace workspace)
    {
        var first = Environment.CurrentManagedThreadId % _idle.Length;
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(first + i) % _idle.Length];
            if (slot is null && Interlocked.CompareExchange(ref slot, workspace, null) is null)
            {
                return;
            }
        }
    }
}
