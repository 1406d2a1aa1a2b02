using System.Diagnostics.CodeAnalysis;
using Clearbar.Tiers;

namespace Clearbar.Pricing;

/// <content>Capacity charged by the hour, whether used or not.</content>
public sealed partial class PriceBook
{
    /// <summary>Prices reserved Bedrock throughput: hours × (input TPM / 1,000 × input rate + output TPM / 1,000 × output rate).</summary>
    public bool TryChargeReserved(
        ReservedCapacity reserved, [NotNullWhen(true)] out ReservedCharge? charge, [NotNullWhen(false)] out PriceError? error)
    {
        ArgumentNullException.ThrowIfNull(reserved);
        charge = null;
        var rules = File.Rules.Reserved;
        if (!TryFindRate(new RateQuery(Surface.Bedrock, reserved.Model, reserved.Date), out var card, out error))
        {
            return false;
        }

        error = CheckReservation(reserved, rules);
        if (error is not null)
        {
            return false;
        }

        decimal input;
        decimal output;
        if (reserved is { InputRate: { } statedInput, OutputRate: { } statedOutput })
        {
            (input, output) = (statedInput, statedOutput);
        }
        else if (rules.VerifiedFor.Contains(card.ModelId, StringComparer.Ordinal))
        {
            var unit = rules.TokensPerRateUnit * 0.000001m * rules.Terms[reserved.Term];
            input = card.PerMillion(ChargeItem.Input)!.Value * unit;
            output = card.PerMillion(ChargeItem.Output)!.Value * unit;
        }
        else
        {
            error = new PriceError(
                PriceErrorCode.PriceUnknownForDate,
                $"No reserved rate of {card.ModelId} is published; state the two rates of your contract.");
            return false;
        }

        var perHour = (reserved.InputTpm * 0.001m * input) + (reserved.OutputTpm * 0.001m * output);
        charge = new ReservedCharge(input, output, new Usd(reserved.Hours * perHour));
        return true;
    }

    /// <summary>
    /// Prices provisioned throughput: model units × hours × the hourly rate of the contract. Tokens add nothing. AWS publishes no hourly rate
    /// of current Claude models, so it is always stated.
    /// </summary>
    public static Usd ChargeProvisioned(decimal modelUnits, decimal hours, decimal hourlyRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(modelUnits);
        ArgumentOutOfRangeException.ThrowIfNegative(hours);
        ArgumentOutOfRangeException.ThrowIfNegative(hourlyRate);
        return new Usd(modelUnits * hours * hourlyRate);
    }

    private static PriceError? CheckReservation(ReservedCapacity reserved, ReservedRules rules)
    {
        if (!rules.Terms.ContainsKey(reserved.Term))
        {
            return new PriceError(
                PriceErrorCode.ServiceTierNotOffered,
                $"The term \"{reserved.Term}\" is not offered; use one of {string.Join(", ", rules.Terms.Keys)}.");
        }

        if (reserved.InputTpm < rules.MinimumInputTpm || reserved.OutputTpm < rules.MinimumOutputTpm)
        {
            return new PriceError(
                PriceErrorCode.InvalidUsage,
                $"A reservation has at least {rules.MinimumInputTpm} input and {rules.MinimumOutputTpm} output tokens per minute.");
        }

        return reserved.Hours < 0 || reserved.InputRate < 0 || reserved.OutputRate < 0
            ? new PriceError(PriceErrorCode.InvalidUsage, "Hours and rates must not be negative.")
            : null;
    }
}
