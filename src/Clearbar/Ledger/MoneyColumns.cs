using Clearbar.Pricing;

namespace Clearbar.Ledger;

/// <summary>
/// Exact money as two integers, so that SQL's SUM over each is exact: <c>amount = micro × 10⁻⁶ + pico × 10⁻¹²</c> US dollars with
/// <c>0 ≤ pico &lt; 1,000,000</c> (micro is rounded towards minus infinity). Published token prices times published factors need no digit
/// beyond 10⁻¹²; what does is rounded there, half away from zero.
/// </summary>
public static class MoneyColumns
{
    /// <summary>A thousand million dollars: larger amounts can only be nonsense and are kept as this, so that no sum overflows.</summary>
    private const decimal Bound = 1_000_000_000m;

    private const decimal MicroPerUsd = 1_000_000m;

    public static (long Micro, long Pico) Split(Usd money)
    {
        var amount = Math.Clamp(money.Amount, -Bound, Bound) * MicroPerUsd;
        var pico = decimal.Round((amount - decimal.Floor(amount)) * MicroPerUsd, 0, MidpointRounding.AwayFromZero);
        var micro = (long)decimal.Floor(amount);
        return pico == MicroPerUsd ? (micro + 1, 0) : (micro, (long)pico);
    }

    /// <summary>The amount of two columns or of two sums of columns; the pico sum may be any number.</summary>
    public static Usd Join(long micro, long pico) => new((micro / MicroPerUsd) + (pico / MicroPerUsd / MicroPerUsd));
}
