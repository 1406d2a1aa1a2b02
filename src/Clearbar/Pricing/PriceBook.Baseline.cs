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

        string? note = null;
        if (Ids.TryResolve(servedModel, out var served)
            && _models.TryGetValue(card.ModelId, out var model)
            && _models[served!.ModelId].Tokenizer != model.Tokenizer)
        {
            note = $"{served.ModelId} and {card.ModelId} count tokens differently (tokenizers {_models[served.ModelId].Tokenizer} and "
                + $"{model.Tokenizer}, about 30 % apart for the same text): the baseline is an estimate.";
        }

        result = new Baseline(total, note is not null, note);
        return true;
    }
}
