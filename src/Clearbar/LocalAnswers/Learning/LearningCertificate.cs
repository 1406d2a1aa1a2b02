namespace Clearbar.LocalAnswers.Learning;

/// <summary>What a learned rung 0 was allowed to answer by: measured on examples its networks had not seen.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Threshold">Lowest confidence it answers at.</param>
/// <param name="Measured">Examples it was measured on.</param>
/// <param name="Answered">Of those, how many it would have answered.</param>
/// <param name="Agreed">Of those, how many as the higher rung did.</param>
/// <param name="Delta">Chance that its agreement is below the target all the same.</param>
/// <param name="Labels">Labels it knows; none where it copies.</param>
public sealed record LearningCertificate(
    DateTimeOffset At, double Threshold, int Measured, int Answered, int Agreed, double Delta, int Labels)
{
    public double Share => Measured == 0 ? 0 : (double)Answered / Measured;

    public double Agreement => Answered == 0 ? 1 : (double)Agreed / Answered;
}
