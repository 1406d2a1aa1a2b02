namespace Clearbar.Pricing.Estimates;

/// <summary>Divides a whole number by weights so that the parts are whole and add up to it.</summary>
internal struct Split(long total, long weights)
{
    private long _weightsSoFar;
    private long _givenSoFar;

    /// <summary>The next part; after the last weight everything is given.</summary>
    public long Next(long weight)
    {
        _weightsSoFar += weight;
        var upTo = (long)((decimal)total * _weightsSoFar / weights);
        var part = upTo - _givenSoFar;
        _givenSoFar = upTo;
        return part;
    }
}
