using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>What came of an extra call.</summary>
/// <param name="Answer">Null where nothing was answered.</param>
/// <param name="Cost">What it has cost over all its attempts.</param>
public readonly record struct SideAnswer(Answer? Answer, SideCost Cost)
{
    public static SideAnswer None => new(null, SideCost.None);
}
