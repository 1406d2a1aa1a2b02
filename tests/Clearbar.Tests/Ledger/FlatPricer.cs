using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// Prices for tests, US dollars per million tokens: "big" 10 in, 50 out; "small" 1 in, 5 out; cache reads a tenth, writes 1.25 and 2 times
/// the input; other models are unknown.
/// </summary>
public sealed class FlatPricer : IBaselinePricer
{
    public bool TryPrice(string model, DateOnly date, TokenUsage usage, out Usd cost)
    {
        cost = Usd.Zero;
        if (model is not ("big" or "small"))
        {
            return false;
        }

        cost = Price(model == "big" ? 10m : 1m, usage);
        return true;
    }

    public static Usd Price(decimal input, TokenUsage usage) => new(
        ((usage.Input * input) + (usage.CacheRead * input / 10m) + (usage.CacheWrite5m * input * 1.25m)
            + (usage.CacheWrite1h * input * 2m) + (usage.Output * input * 5m)) / 1_000_000m);
}
