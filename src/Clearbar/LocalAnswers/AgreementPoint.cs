namespace Clearbar.LocalAnswers;

/// <summary>What happens when exactly the texts at or above one confidence are answered.</summary>
/// <param name="Threshold">The lowest confidence that is answered, 0..1.</param>
/// <param name="Answered">Texts answered.</param>
/// <param name="Agreed">Answers equal to the label.</param>
/// <param name="Total">All texts, answered or not.</param>
public readonly record struct AgreementPoint(float Threshold, int Answered, int Agreed, int Total)
{
    /// <summary>Answered texts over all texts, 0..1.</summary>
    public double Share => Total == 0 ? 0 : (double)Answered / Total;

    /// <summary>Answers equal to the label over answers, 0..1; 1 when nothing was answered.</summary>
    public double Agreement => Answered == 0 ? 1 : (double)Agreed / Answered;

    /// <summary>Lower end of the two-sided 95 % Clopper-Pearson interval of the agreement.</summary>
    public double Lower => Answered == 0 ? 0 : BinomialBounds.Lower(Agreed, Answered, 0.025);

    /// <summary>Upper end of the two-sided 95 % Clopper-Pearson interval of the agreement.</summary>
    public double Upper => Answered == 0 ? 1 : BinomialBounds.Upper(Agreed, Answered, 0.025);
}
