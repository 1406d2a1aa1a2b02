using System.Diagnostics.CodeAnalysis;
using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>The rate cards of one model on one endpoint: now, and in a batch where that is sold.</summary>
/// <param name="Model">The model.</param>
/// <param name="Id">The id the endpoint knows it by.</param>
/// <param name="Now">Prices of a request answered at once.</param>
/// <param name="Batch">Prices in a batch; null when there is no batch mode.</param>
internal sealed record TierPrices(Model Model, string Id, RateCard Now, RateCard? Batch)
{
    /// <summary>Finds the cards of <paramref name="model"/> where <paramref name="residency"/> lets it run.</summary>
    public static bool TryFind(
        PriceBook book,
        Model model,
        Workload workload,
        Residency residency,
        [NotNullWhen(true)] out TierPrices? prices,
        [NotNullWhen(false)] out PriceError? error)
    {
        prices = null;
        var id = model.IdOn(workload.Surface, residency.Scope, residency.Geo);
        if (id is null)
        {
            error = new PriceError(
                PriceErrorCode.UnknownModel, $"{model.Id} is not listed on {SurfaceNames.Of(workload.Surface)} with residency "
                    + $"{residency.Name}.");
            return false;
        }

        // On Bedrock the id says where a request runs; elsewhere a field of the request does.
        var query = new RateQuery(workload.Surface, id, workload.Date)
        {
            InferenceGeo = workload.Surface == Surface.Bedrock || residency == Residency.Global ? null : residency.Name,
        };
        if (!book.TryFindRate(query, out var now, out error))
        {
            return false;
        }

        book.TryFindRate(query with { Batch = true }, out var batch, out _);
        prices = new TierPrices(model, id, now, batch);
        return true;
    }

    /// <summary>The cards of a regional endpoint of the same model, or these when it has none.</summary>
    public TierPrices Regional(PriceBook book, Workload workload)
    {
        if (TryFind(book, Model, workload, Residency.InRegion, out var prices, out _))
        {
            return prices;
        }

        foreach (var geo in book.File.Rules.GeoPrefixes)
        {
            if (TryFind(book, Model, workload, new Residency(Scope.Geo, geo), out prices, out _))
            {
                return prices;
            }
        }

        return this;
    }
}
