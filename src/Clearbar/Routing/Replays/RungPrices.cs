using System.Diagnostics.CodeAnalysis;
using Clearbar.Ledger.Exports;
using Clearbar.Pricing;
using Clearbar.Pricing.Repricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Routing.Replays;

/// <summary>What a rung costs in a replay: as charged where it was tried and nothing changed, else from the tokens known of the request.</summary>
internal sealed class RungPrices
{
    private const string NewerTokenizer = "v2";

    private readonly LedgerReplayOptions _options;
    private readonly LedgerSurvey _survey;
    private readonly PriceBook _book;
    private readonly ModelCatalog _catalog;
    private readonly EntryPricer _pricer;
    private readonly Dictionary<(string Served, string Wanted), string> _ids = [];

    public RungPrices(LedgerReplayOptions options, LedgerSurvey survey)
    {
        _options = options;
        _survey = survey;
        _book = options.Prices ?? PriceBook.Embedded;
        _catalog = new ModelCatalog(_book);
        _pricer = new EntryPricer(_book);
    }

    /// <summary>The price table used for what has to be priced.</summary>
    public string Version => _book.Version;

    /// <summary>Cost of an attempt that was made.</summary>
    public bool TryOfAttempt(StoredEntry entry, out decimal cost, [NotNullWhen(false)] out string? reason)
    {
        cost = RequestRecord.CostOf(entry);
        reason = null;
        var model = entry.Rung is { } rung ? _options.Models.GetValueOrDefault(Rung.WithoutRepair(rung)) : null;
        if ((model is null && _options.Prices is null) || !IsPriced(entry))
        {
            return true;
        }

        var id = model is null ? null : IdLike(entry, model);
        var usage = model is null ? entry.Usage : Scaled(entry.Usage, entry.Model!, model);
        var priced = _pricer.TryPrice(entry, id, usage, out var charge, out reason);
        cost = charge.Amount;
        return priced;
    }

    /// <summary>Cost of a rung that was not tried, from the tokens of the answer the request got.</summary>
    public bool TryOfUntried(StoredEntry answer, string rung, out decimal cost, [NotNullWhen(false)] out string? reason)
    {
        cost = 0;
        var usage = answer.Surface == Surface.Local || Rung.IsRepair(answer.Rung) ? answer.Avoided : answer.Usage;
        if (usage is not { } tokens)
        {
            reason = "what the answer would have been for another rung was not recorded with it";
            return false;
        }

        if (ModelOf(rung) is not { } model)
        {
            reason = $"no model is known for {rung}; name it with --tier {rung}=MODEL";
            return false;
        }

        if (answer.Surface == Surface.OpenAiCompatible)
        {
            reason = "a local server answered, whose tokens say nothing of a provider's";
            return false;
        }

        if (!IsSame(answer.Model!, model))
        {
            tokens = Scaled(_options.WarmCache ? tokens : Cold(tokens), answer.Model!, model);
        }

        var priced = _pricer.TryPrice(answer, IdLike(answer, model), tokens, out var charge, out reason);
        cost = charge.Amount;
        return priced;
    }

    /// <summary>Another model than the one that made this attempt is asked for its rung, so what it would have answered is not known.</summary>
    public bool IsReplaced(StoredEntry entry)
        => entry is { Rung: { } rung, Model: { } served } && _options.Models.TryGetValue(Rung.WithoutRepair(rung), out var model) && !IsSame(served, model);

    /// <summary>The model of a rung: as asked, else as the ledger has it, else the default of its tier.</summary>
    public string? ModelOf(string rung)
        => _options.Models.GetValueOrDefault(rung)
            ?? _survey.ModelOf(rung)
            ?? (Rung.TryParse(rung, out var step) && step.Tier is { } tier ? _options.Tiers.GetValueOrDefault(tier) : null);

    private static bool IsPriced(StoredEntry entry)
        => entry.IsFirm && entry.Model is not null && entry.Surface is not (null or Surface.Local or Surface.OpenAiCompatible);

    /// <summary>What another model's cache does not have is written to it; for as long as the request asked where it wrote anything.</summary>
    private static TokenUsage Cold(in TokenUsage usage) => usage is { CacheWrite1h: > 0, CacheWrite5m: 0 }
        ? usage with { CacheRead = 0, CacheWrite1h = usage.CacheWrite1h + usage.CacheRead }
        : usage with { CacheRead = 0, CacheWrite5m = usage.CacheWrite5m + usage.CacheRead };

    private static long Scale(long tokens, decimal factor) => (long)decimal.Ceiling(decimal.Round(tokens * factor, 6));

    private bool IsSame(string served, string wanted)
        => served == wanted
            || (_book.Ids.TryResolve(served, out var one) && _book.Ids.TryResolve(wanted, out var other) && one!.ModelId == other!.ModelId);

    private TokenUsage Scaled(in TokenUsage usage, string served, string wanted)
    {
        if (!_catalog.TryResolve(served, out var counted, out _)
            || !_catalog.TryResolve(wanted, out var priced, out _)
            || counted.Tokenizer == priced.Tokenizer)
        {
            return usage;
        }

        var factor = priced.Tokenizer == NewerTokenizer ? LedgerReplayOptions.TokenizerFactor : 1 / LedgerReplayOptions.TokenizerFactor;
        return new TokenUsage(
            Scale(usage.Input, factor),
            Scale(usage.CacheRead, factor),
            Scale(usage.CacheWrite5m, factor),
            Scale(usage.CacheWrite1h, factor),
            Scale(usage.Output, factor));
    }

    /// <summary>The id of the wanted model on the surface, and in the scope, the entry was served from; the id as given where it has none there.</summary>
    private string IdLike(StoredEntry entry, string wanted)
    {
        var served = entry.Model!;
        if (_ids.TryGetValue((served, wanted), out var known))
        {
            return known;
        }

        var id = wanted;
        if (_catalog.TryResolve(wanted, out var model, out var asked)
            && asked.Surface is null
            && _catalog.TryResolve(served, out _, out var place)
            && place.Surface is Surface.Bedrock)
        {
            id = model.IdOn(Surface.Bedrock, place.Scope, place.Geo) ?? model.IdOn(Surface.Bedrock, Scope.Global) ?? wanted;
        }

        _ids.Add((served, wanted), id);
        return id;
    }
}
