namespace Clearbar.LocalAnswers;

/// <summary>What a training brought, before it is known how sure it must be to answer.</summary>
public interface ILearnedModel
{
    /// <summary>Out-of-fold share and agreement by confidence threshold, measured inside the training set.</summary>
    AgreementCurve Curve { get; }

    void Save(Stream stream);
}
