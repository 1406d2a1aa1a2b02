using Clearbar.Dashboard.Amounts;
using Clearbar.Dashboard.Figures;

namespace Clearbar.Dashboard.Views;

/// <summary>What must be said about the emulator on every page.</summary>
/// <param name="Extent">How much of what is shown is emulated.</param>
/// <param name="Text">The banner's sentence; empty when there is nothing to say.</param>
public sealed record EmulationNotice(EmulationExtent Extent, string Text)
{
    /// <summary>Whether any figure shown comes from the emulator.</summary>
    public bool TouchesFigures => Extent is EmulationExtent.Some or EmulationExtent.All;

    /// <summary>Whether anything is to be said.</summary>
    public bool IsShown => Extent != EmulationExtent.None;

    /// <summary>Words the notice. A row decides by its own surface, not by how the gateway is configured now.</summary>
    public static EmulationNotice Of(LedgerFigures? figures, bool gatewayEmulates)
    {
        var total = figures?.Total;
        if (total is null || total.Emulated == 0)
        {
            return gatewayEmulates
                ? new EmulationNotice(
                    EmulationExtent.GatewayOnly,
                    "This gateway sends its requests to the built-in emulator: no model answers them, and nothing is spent.")
                : new EmulationNotice(EmulationExtent.None, string.Empty);
        }

        var emulated = figures!.EmulatedCost;
        var attempts = $"{CountText.Of(total.Emulated)} of {CountText.Of(total.Attempts, "attempt")} "
            + "were answered by the built-in emulator, not by a model.";
        var everythingIsKnown = total.Unpriced.Attempts == 0 && total.Abandoned.Attempts == 0 && total.Open.Attempts == 0;
        return emulated == total.Cost && everythingIsKnown
            ? new EmulationNotice(
                EmulationExtent.All,
                $"{attempts} Nothing was spent: amounts are what this traffic would have cost at list prices.")
            : new EmulationNotice(
                EmulationExtent.Some,
                $"{attempts} {MoneyText.Short(emulated)} of the {MoneyText.Short(total.Cost)} shown was not really spent.");
    }
}
