namespace Clearbar.Routing.Policies;

/// <summary>
/// What the predictors say about one request: the chance of each rung before anything is asked, and after each rung's answer is seen.
/// </summary>
public sealed class Foresight
{
    private readonly double[][] _chances;

    internal Foresight(double[][] chances)
    {
        _chances = chances;
    }

    /// <summary>Chance that <paramref name="rung"/> answers well, before any answer.</summary>
    public double Before(int rung) => _chances[0][rung];

    /// <summary>Chance that <paramref name="rung"/> answers well, having seen the answer of <paramref name="seen"/>.</summary>
    public double After(int seen, int rung) => _chances[seen + 1][rung];
}
