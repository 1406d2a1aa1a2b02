using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>
/// Prices a workload tier by tier. Per tier a waterfall: everything on the tier, at once and uncached, then one lever after the other in
/// the
/// order of <see cref="Lever"/>, each with the cheapest plan it permits; a saving is the difference of two exact monthly costs.
/// </summary>
public sealed class WorkloadEstimator(PriceBook book, IReadOnlyDictionary<Tier, Model> tiers)
{
    /// <summary>Estimates every tier.</summary>
    /// <exception cref="ArgumentException">The workload's numbers cannot be; see <see cref="Workload.FindFault"/>.</exception>
    public Estimate Estimate(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.FindFault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(workload));
        }

        var estimates = new List<TierEstimate>();
        foreach (var (tier, model) in tiers.OrderBy(pair => pair.Key))
        {
            estimates.Add(EstimateTier(workload, tier, model));
        }

        return new Estimate(workload, estimates, EstimateAssumptions.Of(workload, book), book.Version);
    }

    private TierEstimate EstimateTier(Workload workload, Tier tier, Model model)
    {
        var empty = new TierEstimate { Tier = tier, ModelId = model.Id };
        if (!TierPrices.TryFind(book, model, workload, workload.Residency, out var prices, out var error))
        {
            return empty with { Error = error };
        }

        TierPrices? cheaper = null;
        if (tier > workload.CheaperTier && workload.CheaperTriedPercent > 0
            && !TierPrices.TryFind(book, tiers[workload.CheaperTier], workload, workload.Residency, out cheaper, out error))
        {
            return empty with { Error = error };
        }

        var from = workload.FromRegionalEndpoint && workload.Residency == Residency.Global ? prices.Regional(book, workload) : prices;
        return Fill(empty, workload, from, prices, cheaper);
    }

    private static TierEstimate Fill(TierEstimate empty, Workload workload, TierPrices from, TierPrices prices, TierPrices? cheaper)
    {
        var all = workload.RequestsPerMonth;
        var wait = workload.CanWaitPercent;
        var first = new StreamPlanner(workload, from);
        var own = ReferenceEquals(from, prices) ? first : new StreamPlanner(workload, prices);
        var local = Share(all, workload.LocalPercent);
        var answeredBelow = cheaper is null ? 0 : Share(all, workload.CheaperPercent);
        var streams = new List<StreamPlan> { own.Best(all - local - answeredBelow, wait) };
        if (cheaper is not null)
        {
            streams.Add(new StreamPlanner(workload, cheaper).Best(Share(all, workload.CheaperTriedPercent), wait));
        }

        var total = new Usd(streams.Sum(stream => stream.Cost.Amount));
        ReadOnlySpan<Usd> steps =
        [
            first.Plain(all),
            first.Best(all, 0).Cost,
            first.Best(all, wait).Cost,
            own.Best(all, wait).Cost,
            own.Best(all - local, wait).Cost,
            total,
        ];
        var levers = new List<LeverSaving>();
        for (var index = 1; index < steps.Length; index++)
        {
            levers.Add(new LeverSaving((Lever)(index - 1), steps[index - 1] - steps[index]));
        }

        return empty with
        {
            Baseline = steps[0],
            Levers = levers,
            Total = total,
            Streams = streams,
            Notes = EstimateAssumptions.Of(workload, from, prices, streams[0]),
            PriceStatus = prices.Now.StatusOf(default, usageIsFinal: true),
        };
    }

    private static long Share(long requests, int percent) => (long)(requests * (decimal)percent / 100m);
}
