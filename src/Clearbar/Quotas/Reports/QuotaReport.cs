using System.Data.Common;
using Clearbar.Ledger.Journal;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Quotas.Reports;

/// <summary>
/// From the ledger: how much of the providers' quotas each model on each deployment took, and the figures AWS asks for when one wants more.
/// Attempts count in the minute they were opened in.
/// </summary>
public static class QuotaReport
{
    /// <summary>Reads a store. The rows are in the order of what they used, the most first.</summary>
    /// <exception cref="DbException">The store cannot be read.</exception>
    public static IReadOnlyList<QuotaUsage> Read(StoreReader store, DateTimeOffset? from, DateTimeOffset? to, PriceBook prices)
    {
        var tallies = new Dictionary<(string, string), (QuotaTally Tally, Surface PricedAs)>();
        var limits = new MaxTokensReader(prices);
        foreach (var attempt in store.ReadCalls(new ReportQuery { From = from, To = to }))
        {
            Add(attempt, tallies, limits);
        }

        return
        [
            .. tallies.Values.Select(static made => made.Tally.ToUsage())
                .OrderByDescending(static usage => usage.Used)
                .ThenBy(static usage => usage.Model, StringComparer.Ordinal),
        ];
    }

    private static void Add(
        in CalledAttempt attempt, Dictionary<(string, string), (QuotaTally Tally, Surface PricedAs)> tallies, MaxTokensReader limits)
    {
        var (deployment, model) = (attempt.Deployment, attempt.Model);
        if (!tallies.TryGetValue((deployment, model), out var found))
        {
            var pricedAs = PricedAs(attempt.Surface, model, out var known);
            var formula = pricedAs == Surface.Bedrock ? QuotaFormula.Bedrock(known) : new QuotaFormula(1, ReservesOutput: false);
            found = (new QuotaTally(deployment, model, formula), pricedAs);
            tallies.Add((deployment, model), found);
        }

        var (at, prompt) = (attempt.AtMicroseconds, attempt.EstimatedPrompt);
        var day = DateOnly.FromDateTime(UnixMicroseconds.ToInstant(at).UtcDateTime);
        var maxTokens = limits.Read(found.PricedAs, model, day, prompt, attempt.Ceiling);
        found.Tally.Add(new QuotaEntry(at, attempt.Usage, prompt, maxTokens));
    }

    /// <summary>The emulator's entries count as those of the surface it stood in for: Bedrock's ids are not the direct API's.</summary>
    private static Surface PricedAs(Surface surface, string model, out Model? known)
    {
        ModelCatalog.Embedded.TryResolve(model, out known, out _);
        return surface != Surface.Emulator ? surface : known is not null && known.Id == model ? Surface.AnthropicApi : Surface.Bedrock;
    }
}
