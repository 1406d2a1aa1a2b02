namespace Clearbar.Certificates;

/// <summary>How many pairs a certificate takes.</summary>
public static class SampleSize
{
    /// <summary>Chance to succeed with the advised number of pairs, if the observed gap is the true one.</summary>
    public const double Power = 0.8;

    /// <summary>
    /// Pairs to certify with: n = (z_delta + z_power)^2 (d - g^2) / (epsilon - g)^2 for discordant share d and gap g. Null when the
    /// observed gap
    /// is at or above epsilon and not by chance, so that more pairs would not help; a gap that may be chance is taken as none.
    /// </summary>
    public static long? Needed(PairedTally tally, Promise promise)
    {
        ArgumentNullException.ThrowIfNull(tally);
        var gap = tally.Gap;
        if (tally.Pairs > 0 && gap >= promise.Epsilon)
        {
            if (gap > 2 * Math.Sqrt(Math.Max(0, tally.MeanSquare - (gap * gap)) / tally.Pairs))
            {
                return null;
            }

            gap = 0;
        }

        // One pair of either kind on top: a small sample without discordant pairs has not shown that there are none.
        var square = ((tally.MeanSquare * tally.Pairs) + 2) / (tally.Pairs + 2);
        var z = NormalDistribution.Quantile(1 - promise.Delta) + NormalDistribution.Quantile(Power);
        var margin = promise.Epsilon - gap;
        var needed = z * z * Math.Max(square - (gap * gap), promise.Epsilon * (1 - promise.Epsilon)) / (margin * margin);
        return (long)Math.Ceiling(Math.Max(needed, Math.Log(promise.Delta) / Math.Log(1 - promise.Epsilon)));
    }
}
