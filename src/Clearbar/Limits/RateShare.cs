namespace Clearbar.Limits;

/// <summary>One replica's part of a limit, as it stands in the store; or the sum of several.</summary>
/// <param name="Requests">Leased and not used.</param>
/// <param name="Tokens">Leased and not used.</param>
/// <param name="Places">Claimed.</param>
/// <param name="UnderWay">Places taken.</param>
/// <param name="RequestsWanted">What requests wait for.</param>
/// <param name="TokensWanted">What requests wait for.</param>
/// <param name="PlacesWanted">Requests that wait for a place.</param>
internal sealed record RateShare(
    double Requests, double Tokens, int Places, int UnderWay, double RequestsWanted, double TokensWanted, int PlacesWanted)
{
    public bool IsWanting => RequestsWanted > 0 || TokensWanted > 0 || PlacesWanted > 0;
}
