namespace Clearbar.Certificates.Online;

/// <summary>Chooses among granted candidates: the cheapest one that is cheaper than the reference, or none.</summary>
internal static class PolicyChoice
{
    /// <summary>
    /// A candidate without a known cost, or one that costs as much as the reference, is never chosen: what is dearer must not be bought
    /// even when it is as good. The current one stays until another costs clearly less, because every change throws prompt caches away.
    /// </summary>
    public static Candidate? Of(IReadOnlyList<Candidate> candidates, Candidate? current, OnlineOptions options)
    {
        Candidate? best = null;
        var lowest = 1.0;
        foreach (var candidate in candidates)
        {
            if (!candidate.Total.IsGranted || candidate.CostRatio is not { } ratio || ratio >= 1)
            {
                continue;
            }

            var simpler = ratio == lowest && best is not null && candidate.Chain.Rungs.Count < best.Chain.Rungs.Count;
            if (ratio < lowest || simpler)
            {
                (best, lowest) = (candidate, ratio);
            }
        }

        var stays = current is { Total.IsGranted: true, CostRatio: { } now } && now < 1 && lowest > now * (1 - options.WorthSwitching)
            && candidates.Contains(current);
        return stays ? current : best;
    }
}
