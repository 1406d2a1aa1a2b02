namespace Clearbar.LocalAnswers;

/// <summary>Everything a local answerer learned; what the file holds. Immutable.</summary>
/// <param name="Labels">Labels in ordinal order.</param>
/// <param name="AbstainIndex">The label that is never answered, or -1.</param>
/// <param name="MaximumChars">Characters of a text that are considered.</param>
/// <param name="KnownFloor">Texts with a smaller known share are not answered.</param>
/// <param name="Delta">Error chance of certified thresholds.</param>
/// <param name="Table">The known features.</param>
/// <param name="Networks">The ensemble; its scores are averaged.</param>
/// <param name="Calibration">Scores to confidence.</param>
/// <param name="CurvePoints">Out-of-fold curve.</param>
internal sealed record LocalModel(
    string[] Labels,
    int AbstainIndex,
    int MaximumChars,
    float KnownFloor,
    double Delta,
    FeatureTable Table,
    Network[] Networks,
    Calibration Calibration,
    AgreementPoint[] CurvePoints)
{
    /// <summary>Whether a text with this best label and known share may be answered at all.</summary>
    public bool MayAnswer(int label, float knownShare) => label != AbstainIndex && knownShare >= KnownFloor && knownShare > 0;

    /// <summary>The mean score of each label over the ensemble.</summary>
    public void Score(FeatureVector vector, Span<float> hidden, Span<float> scores)
    {
        scores.Clear();
        foreach (var network in Networks)
        {
            network.AddScores(vector, Table, hidden[..network.Hidden], scores);
        }

        var part = 1f / Networks.Length;
        foreach (ref var score in scores)
        {
            score *= part;
        }
    }

    /// <summary>Scratch memory that fits this model.</summary>
    public Workspace NewWorkspace()
    {
        var hidden = 0;
        foreach (var network in Networks)
        {
            hidden = Math.Max(hidden, network.Hidden);
        }

        return new Workspace(Table, MaximumChars, hidden, Lanes.Pad(Labels.Length));
    }
}
