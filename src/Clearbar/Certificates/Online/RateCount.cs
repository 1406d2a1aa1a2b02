namespace Clearbar.Certificates.Online;

/// <summary>How often something was looked for and seen; adds up between replicas.</summary>
/// <param name="Seen">Requests on which it was looked for.</param>
/// <param name="Hits">Requests on which it was there.</param>
public readonly record struct RateCount(long Seen, long Hits)
{
    public static RateCount operator +(RateCount left, RateCount right) => left.Add(right);

    public RateCount Add(RateCount other) => new(Seen + other.Seen, Hits + other.Hits);

    public RateCount With(bool hit) => new(Seen + 1, Hits + (hit ? 1 : 0));
}
