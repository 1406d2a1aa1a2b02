using System.Collections.Concurrent;
using Clearbar.Classes;
using Clearbar.Keys;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Upstreams;

namespace Clearbar.Configuration;

/// <summary>
/// The configuration compiled: immutable, swapped whole on reload. A request reads it once and lives with it.
/// </summary>
public sealed class GatewaySnapshot
{
    private readonly ConcurrentDictionary<RateQuery, RateCard?> _rates = new();
    private readonly Dictionary<Tier, Model> _tierModels;
    private readonly Dictionary<string, LocalModel> _localModels = new(StringComparer.Ordinal);

    public GatewaySnapshot(GatewayOptions options, ModelCatalog catalog, PriceBook prices, ClassTable classes, Dictionary<Tier, Model> tierModels)
    {
        Options = options;
        Catalog = catalog;
        Prices = prices;
        Classes = classes;
        Keys = new KeyRing(options.Keys);
        Unnamed = options.Learning is { } learning ? ClassPolicy.OfUnnamed(learning) : null;
        _tierModels = tierModels;
        foreach (var deployment in options.Deployments)
        {
            foreach (var local in deployment.LocalModels)
            {
                _localModels.TryAdd(local.Model.Id, local);
            }
        }
    }

    public GatewayOptions Options { get; }

    public ModelCatalog Catalog { get; }

    public PriceBook Prices { get; }

    public ClassTable Classes { get; }

    /// <summary>What holds for classes the owner has not named; null where that is nothing.</summary>
    public ClassPolicy? Unnamed { get; }

    public KeyRing Keys { get; }

    /// <summary>
    /// The prices of a model on a day, built once per snapshot and then shared; null when there are none, which is never zero (invariant I6).
    /// </summary>
    public RateCard? RateOf(in RateQuery query)
    {
        if (_rates.TryGetValue(query, out var known))
        {
            return known;
        }

        RateCard? card;
        if (query.Surface == Surface.OpenAiCompatible)
        {
            card = _localModels.TryGetValue(query.Model, out var local) ? RateCard.OwnersPrice(query, local.InputPerMTok, local.OutputPerMTok) : null;
        }
        else
        {
            Prices.TryFindRate(query, out card, out _);
        }

        // A day's worth of cards is a handful; the guard only keeps a clock gone mad from growing it without bound.
        if (_rates.Count < 4096)
        {
            _rates.TryAdd(query, card);
        }

        return card;
    }

    /// <summary>A model some OpenAI-compatible deployment serves under exactly this name; null when none does.</summary>
    public Model? LocalModel(string name) => _localModels.GetValueOrDefault(name)?.Model;

    /// <summary>The model a tier is served by.</summary>
    public Model TierModel(Tier tier) => _tierModels[tier];
}
