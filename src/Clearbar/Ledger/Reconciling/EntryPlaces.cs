using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Reconciling;

/// <summary>Where on a bill an entry belongs, looked up once per surface and model.</summary>
internal sealed class EntryPlaces(PriceBook book, BillPopulation population, bool includeEmulated)
{
    private readonly Dictionary<(Surface? Surface, string? Model), EntryPlace> _places = [];

    public EntryPlace Of(StoredEntry entry)
    {
        var key = (entry.Surface, entry.Model);
        if (!_places.TryGetValue(key, out var place))
        {
            place = Find(entry.Surface, entry.Model);
            _places.Add(key, place);
        }

        return place;
    }

    private EntryPlace Find(Surface? surface, string? model)
    {
        if (surface is null || model is null)
        {
            return EntryPlace.Elsewhere("opening lost");
        }

        book.Ids.TryResolve(model, out var resolution);
        if (surface == Surface.Emulator)
        {
            if (!includeEmulated)
            {
                return EntryPlace.Elsewhere("emulated");
            }

            surface = resolution?.Surface ?? Surface.AnthropicApi;
        }

        var id = resolution?.ModelId ?? model;
        var scope = ScopeOf(resolution);
        return (population, surface) switch
        {
            (BillPopulation.Aws, Surface.Bedrock or Surface.BedrockMantle) => new EntryPlace(id, scope, false, null),
            (BillPopulation.Aws, Surface.ClaudePlatformAws) => new EntryPlace(CostAndUsageReport.ConsumptionUnits, BillScope.Any, true, null),
            (BillPopulation.BedrockRuntime, Surface.Bedrock) => new EntryPlace(id, scope, false, null),
            (BillPopulation.BedrockRuntime, Surface.BedrockMantle) => EntryPlace.Elsewhere("mantle, which is not in invocation logs"),
            (BillPopulation.Anthropic, Surface.AnthropicApi or Surface.ManagedAgents) => new EntryPlace(id, BillScope.Any, false, null),
            _ => EntryPlace.Elsewhere(SurfaceNames.Of(surface.Value)),
        };
    }

    private static BillScope ScopeOf(ModelResolution? resolution) => resolution?.Scope switch
    {
        Scope.Global => BillScope.Global,
        Scope.Gov => BillScope.Gov,
        Scope.Geo or Scope.InRegion => BillScope.Regional,
        _ => BillScope.Any,
    };
}
