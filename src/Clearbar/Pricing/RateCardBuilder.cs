using System.Globalization;
using Clearbar.Tiers;

namespace Clearbar.Pricing;

/// <summary>
/// Turns a price row and the modifiers of one query into a rate card. The order of the checks is the order in which errors are reported:
/// what surface and model do not offer, then what has no price on the day, then what has no fast row on it.
/// </summary>
internal sealed class RateCardBuilder(PriceRules rules, RateQuery query, PricedModel model, ModelResolution resolution)
{
    private readonly List<string> _flags = [];
    private bool _batch = query.Batch;
    private bool _fast;
    private decimal _place = 1m;

    /// <summary>Why there is no card; null after a success.</summary>
    public PriceError? Error { get; private set; }

    private bool IsBedrock => query.Surface is Surface.Bedrock or Surface.BedrockMantle;

    private bool IgnoresModifiers => query.Surface == Surface.ManagedAgents && query.Date < rules.SessionModifiersFrom;

    private string SurfaceName => SurfaceNames.Of(query.Surface);

    public RateCard? Build()
    {
        ApplyServiceTier();
        ApplyBatch();
        ApplySpeed();
        ApplyInferenceGeo();
        var row = FindRow();
        if (row is null || !TryFindFast(out var fast))
        {
            return null;
        }

        ApplyScope();
        var tiers = fast is null ? TiersOf(row) : [FastTier(fast)];
        var published = row.Status == "published" && resolution.Scope != Scope.Gov && query.Surface != Surface.BedrockMantle;
        return new RateCard(
            query with { Batch = _batch },
            model.Id,
            resolution.Scope,
            tiers,
            published ? PriceStatus.Exact : PriceStatus.Estimated,
            _flags);
    }

    private void Fail(PriceErrorCode code, FormattableString message) =>
        Error ??= new PriceError(code, message.ToString(CultureInfo.InvariantCulture));

    private void ApplyServiceTier()
    {
        switch (query.ServiceTier)
        {
            case null or "standard" or "default" or "standard_only" or "auto":
                break;
            case "batch":
                _batch = true;
                break;
            case "reserved":
                Fail(PriceErrorCode.ServiceTierNotOffered, $"Reserved capacity is charged by the hour; price it as a reservation.");
                break;
            default:
                Fail(
                    PriceErrorCode.ServiceTierNotOffered,
                    $"No price of service tier \"{query.ServiceTier}\" is known for Claude on {SurfaceName}.");
                break;
        }
    }

    private void ApplyBatch()
    {
        if (!_batch)
        {
            return;
        }

        if (query.AskedSpeed == Speed.Fast || query.ServedSpeed == Speed.Fast)
        {
            Fail(PriceErrorCode.FastNotWithBatch, $"Fast mode does not exist in a batch; send one or the other.");
        }

        if (query.Surface == Surface.ManagedAgents || (IsBedrock && model.Bedrock is { Batch: false }))
        {
            Fail(PriceErrorCode.BatchNotOnSurface, $"{SurfaceName} has no batch mode for {model.Id}.");
        }
    }

    // Served speed decides the price: a request that asks for fast may be run, and billed, at standard speed.
    private void ApplySpeed()
    {
        var asked = query.AskedSpeed == Speed.Fast;
        var served = (query.ServedSpeed ?? query.AskedSpeed) == Speed.Fast;
        if (!asked && !served)
        {
            return;
        }

        if (IgnoresModifiers)
        {
            _flags.Add(PriceFlags.FastIgnored);
        }
        else if (query.Surface is not (Surface.AnthropicApi or Surface.ManagedAgents))
        {
            Fail(PriceErrorCode.FastNotOnSurface, $"Fast mode is not offered on {SurfaceName}.");
        }
        else
        {
            _fast = served;
            _flags.Add(served ? PriceFlags.Fast : PriceFlags.ServedStandard);
        }
    }

    private void ApplyInferenceGeo()
    {
        switch (query.InferenceGeo)
        {
            case null or "" or "global" or "not_available":
                break;
            case var _ when IsBedrock:
                Fail(PriceErrorCode.GeoNotOnSurface, $"inference_geo does not exist on {SurfaceName}; choose an inference profile instead.");
                break;
            case var _ when IgnoresModifiers:
                _flags.Add(PriceFlags.InferenceGeoIgnored);
                break;
            case "us" when model.InferenceGeo:
                _place = rules.InferenceGeoUs;
                break;
            default:
                Fail(PriceErrorCode.GeoNotSupportedByModel, $"{model.Id} does not take inference_geo \"{query.InferenceGeo}\".");
                break;
        }
    }

    private PriceRow? FindRow()
    {
        if (Error is not null)
        {
            return null;
        }

        foreach (var row in IsBedrock ? model.BedrockRows : model.DirectRows)
        {
            if (!row.Covers(query.Date))
            {
                continue;
            }

            if (_batch && (row.BatchInput is null || row.BatchOutput is null))
            {
                Fail(PriceErrorCode.BatchNotOnSurface, $"{SurfaceName} has no batch price for {model.Id} on {query.Date:yyyy-MM-dd}.");
                return null;
            }

            return row;
        }

        Fail(PriceErrorCode.PriceUnknownForDate, $"No price of {model.Id} on {SurfaceName} is known for {query.Date:yyyy-MM-dd}.");
        return null;
    }

    private bool TryFindFast(out FastRow? fast)
    {
        fast = null;
        if (!_fast)
        {
            return true;
        }

        foreach (var row in model.FastRows)
        {
            if (row.Covers(query.Date))
            {
                fast = row;
                return true;
            }
        }

        Fail(PriceErrorCode.FastNotSupportedByModel, $"{model.Id} has no fast mode on {query.Date:yyyy-MM-dd}.");
        return false;
    }

    private void ApplyScope()
    {
        _place *= ScopeFactor(rules, model, resolution.Scope);
        if (query.Surface == Surface.BedrockMantle)
        {
            _flags.Add(PriceFlags.MantleScopeAssumed);
        }
    }

    internal static decimal ScopeFactor(PriceRules rules, PricedModel model, Scope scope) => scope switch
    {
        Scope.Gov => rules.Gov,
        Scope.Geo or Scope.InRegion when model.RegionalPremium => rules.Regional,
        _ => 1m,
    };

    private RateTier[] TiersOf(PriceRow row)
    {
        var tiers = new RateTier[row.Tiers.Count + 1];
        tiers[0] = TierOf(-1, row.Rates, row);
        for (var index = 0; index < row.Tiers.Count; index++)
        {
            tiers[index + 1] = TierOf(row.Tiers[index].PromptTokensOver, row.Tiers[index].Rates, null);
        }

        return tiers;
    }

    // Fast replaces the input and output prices first, then the cache multipliers act on the fast input price, then geography. It holds for
    // prompts of any length: a fast row takes the place of a prompt tier.
    private RateTier FastTier(FastRow fast) => TierOf(
        -1,
        new TokenRates(
            fast.Input,
            fast.Output,
            fast.Input * rules.CacheWrite5m,
            fast.Input * rules.CacheWrite1h,
            fast.Input * rules.CacheReadOf(model.Id, query.Date)),
        null);

    private RateTier TierOf(long over, TokenRates rates, PriceRow? row) => new(
        over,
        [
            TokenRate(rates.Input, row?.BatchInput),
            TokenRate(rates.CacheWrite5m, null),
            TokenRate(rates.CacheWrite1h, null),
            TokenRate(rates.CacheRead, null),
            TokenRate(rates.Output, row?.BatchOutput),
        ]);

    // A published batch price wins over the rule; where both agree, the line shows the list price and the factor.
    private CategoryRate TokenRate(decimal? price, decimal? published)
    {
        if (!_batch)
        {
            return CategoryRate.Of(price, _place);
        }

        return published is null || published == price * rules.Batch
            ? CategoryRate.Of(price, _place * rules.Batch)
            : CategoryRate.Of(published, _place);
    }
}
