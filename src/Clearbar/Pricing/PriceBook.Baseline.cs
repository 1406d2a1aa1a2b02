using System.Diagnostics.CodeAnalysis;
using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <content>The same tokens at another model's price, for reports of savings.</content>
public sealed partial class PriceBook
{
    /// <summary>Prices the tokens one model used as if <paramref name="baseline"/> had served them.</summary>
    /// <param name="servedModel">Id, alias or ARN of the model that counted the tokens; an unknown one only loses the tokenizer note.</param>
    /// <param name="usage">The tokens it counted.</param>
    /// <param name="baseline">Model, surface and day to price them at.</param>
    /// <param name="result">The baseline charge.</param>
    /// <param name="error">Why there is none.</param>
    public bool TryReprice(
        string servedModel,
        in TokenUsage usage,
        in RateQuery baseline,
        [NotNullWhen(true)] out Baseline? result,
        [NotNullWhen(false)] out PriceError? error)
    {
        result = null;
        if (!TryFindRate(baseline, out var card, out error))
        {
            return false;
        }

        if (!card.TryCharge(usage, [], out _, out var total, out var code))
        {
            error = Explain(code, card);
            return false;
        }

        var note = TokenizerNote(servedModel, card.ModelId);
        result = new Baseline(total, note is not null, note);
        return true;
    }

    /// <summary>A sentence on two models that count the same text differently; null when they do not, or one is not known.</summary>
    /// <param name="servedModel">Id, alias or ARN of the model that counted.</param>
    /// <param name="baseline">Id, alias or ARN of the model its tokens are priced at.</param>
    public string? TokenizerNote(string servedModel, string baseline)
    {
        if (!Ids.TryResolve(servedModel, out var counted)
            || !Ids.TryResolve(baseline, out var priced)
            || _models[counted!.ModelId].Tokenizer == _models[priced!.ModelId].Tokenizer)
        {
            return null;
        }

        return $"{counted.ModelId} and {priced.ModelId} count tokens differently (tokenizers {_models[counted.ModelId].Tokenizer} and "
            + $"{_models[priced.ModelId].Tokenizer}, about 30 % apart for the same text): the baseline is an estimate.";
    }
}
