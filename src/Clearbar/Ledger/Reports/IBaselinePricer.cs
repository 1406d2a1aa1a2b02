using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>Prices a usage as if a named model had served it, for baselines.</summary>
public interface IBaselinePricer
{
    /// <summary>
    /// The cost of <paramref name="usage"/> as one request to <paramref name="model"/> at that day's published price, standard delivery.
    /// False when no price is known; nothing is then compared, and nothing counted as zero.
    /// </summary>
    bool TryPrice(string model, DateOnly date, TokenUsage usage, out Usd cost);

    /// <summary>
    /// The same for the sum of several requests' usages, each with a prompt of <paramref name="promptOfEach"/> tokens as far as the choice of
    /// a prompt tier goes: to the last digit the sum of their prices one by one.
    /// </summary>
    bool TryPrice(string model, DateOnly date, TokenUsage usage, long promptOfEach, out Usd cost);
}
