using System.Diagnostics.CodeAnalysis;
using Clearbar.Tiers;

namespace Clearbar.Pricing;

/// <content>From a line of an AWS bill to the charge the book expects for it.</content>
public sealed partial class PriceBook
{
    private readonly Dictionary<string, PricedModel> _serviceNames;

    /// <summary>Prices one line of an AWS bill for Claude on Bedrock.</summary>
    /// <param name="serviceName">For example <c>Claude Sonnet 4.6 (Amazon Bedrock Edition)</c>.</param>
    /// <param name="usageType">For example <c>USE1-MP:USE1_InputTokenCount_Global-Units</c>.</param>
    /// <param name="millionTokens">The line's quantity in millions of tokens.</param>
    /// <param name="date">UTC day of the usage.</param>
    /// <param name="charge">The line as the book understands it.</param>
    /// <param name="error">Why it cannot be priced.</param>
    public bool TryChargeAwsLine(
        string serviceName,
        string usageType,
        decimal millionTokens,
        DateOnly date,
        [NotNullWhen(true)] out AwsBillCharge? charge,
        [NotNullWhen(false)] out PriceError? error)
    {
        ArgumentNullException.ThrowIfNull(serviceName);
        charge = null;
        if (!_serviceNames.TryGetValue(AwsServiceNames.WithoutSuffix(serviceName), out var model))
        {
            error = new PriceError(
                PriceErrorCode.UnknownModel, $"The AWS service name \"{serviceName}\" belongs to no model of the price book.");
            return false;
        }

        if (!AwsUsageType.TryParse(usageType, out var type))
        {
            error = new PriceError(
                PriceErrorCode.UnknownUsageType, $"The AWS usage type \"{usageType}\" is not one that counts Claude tokens.");
            return false;
        }

        if (millionTokens < 0)
        {
            error = new PriceError(PriceErrorCode.InvalidUsage, "The quantity of a bill line must not be negative.");
            return false;
        }

        var prefix = type.Scope switch
        {
            Scope.Global => "global.",
            Scope.Gov => "us-gov.",
            _ => "",
        };
        var query = new RateQuery(Surface.Bedrock, prefix + model.Bedrock!.BaseId, date) { Batch = type.Batch };
        if (!TryFindRate(query, out var card, out error))
        {
            return false;
        }

        if (card.PerMillion(type.Item) is not { } rate)
        {
            error = Explain(PriceErrorCode.CacheNotPricedOnSurface, card);
            return false;
        }

        var derived = type is { Batch: true, Item: not (ChargeItem.Input or ChargeItem.Output) };
        var status = derived ? PriceStatus.Estimated : card.StatusOf(default, usageIsFinal: true);
        charge = new AwsBillCharge(model.Id, type, rate, new Usd(millionTokens * rate), status);
        return true;
    }
}
