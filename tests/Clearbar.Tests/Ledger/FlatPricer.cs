using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// Prices for tests, US dollars per million tokens: "big" 10 in, 50 out; "small" 1 in, 5 out; cache reads a tenth, writes 1.25 and 2 times
/// the input; "big" doubles with a prompt over 200,000 tokens,
/// "small" has no price for writes of an hour, other models are unknown.
/// </summary>
public sealed class FlatPricer : IBaselinePricer
{
    private const long LongPrompt = 200_000;

    public bool TryPrice(string model, DateOnly date, TokenUsage usage, out Usd cost) =>
        TryPrice(model, date, usage, usage.Prompt, out cost);

    public bool TryPrice(string model, DateOnly date, TokenUsage usage, long promptOfEach, out Usd cost)
    {
        cost = Usd.Zero;
        if (model is not ("big" or "small") || (model == "small" && usage.CacheWrite1h > 0))
        {
            return false;
        }

        cost = Price(model == "small" ? 1m : promptOfEach > LongPrompt ? 20m : 10m, usage);
        return true;
    }

    public static Usd Price(decimal input, TokenUsage usage) => new(
        ((usage.Input * input) + (usage.CacheRead * input / 10m) + (usage.CacheWrite5m * input * 1.25m)
            + (usage.CacheWrite1h * input * 2m) + (usage.Output * input * 5m)) / 1_000_000m);
}
