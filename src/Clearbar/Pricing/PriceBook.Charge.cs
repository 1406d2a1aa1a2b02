using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <content>From a whole usage, tools and sessions included, to its charge.</content>
public sealed partial class PriceBook
{
    /// <summary>The exact charge of a request with its lines and flags, or the reason why it has none.</summary>
    public PriceResult Charge(PricedUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        if (!TryFindRate(usage.Rate, out var card, out var error))
        {
            return PriceResult.Of(error);
        }

        if (CheckCounts(usage) is { } invalid)
        {
            return PriceResult.Of(invalid);
        }

        if (CheckTools(usage) is { } misplaced)
        {
            return PriceResult.Of(misplaced);
        }

        var lines = new ChargeLine[RateCard.MaxLines];
        if (!card.TryCharge(usage.Tokens, lines, out var count, out var tokens, out var code))
        {
            return PriceResult.Of(Explain(code, card));
        }

        var all = new List<ChargeLine>(lines.AsSpan(0, count).ToArray());
        var flags = new List<string>(card.FlagsOf(usage.Tokens));
        var sum = ExactSum.Of(tokens) + ChargeTools(usage, all, flags);
        if (!usage.IsFinal)
        {
            flags.Add(PriceFlags.PartialUsage);
        }

        return PriceResult.Of(new Charge
        {
            Lines = all,
            Sum = sum.Less(usage.DiscountPercent),
            Flags = flags,
            Status = card.StatusOf(usage.Tokens, usage.IsFinal),
            ModelId = card.ModelId,
            Tokens = usage.Tokens,
            DiscountPercent = usage.DiscountPercent,
            PriceBook = Version,
        });
    }

    internal static PriceError Explain(PriceErrorCode code, RateCard card)
    {
        var surface = SurfaceNames.Of(card.Query.Surface);
        return code == PriceErrorCode.CacheNotPricedOnSurface
            ? new PriceError(code, $"{surface} has no price for a kind of cache tokens in this usage of {card.ModelId}; check the counts.")
            : new PriceError(code, "Token counts must be between 0 and 10^15.");
    }

    private static PriceError? CheckCounts(PricedUsage usage)
    {
        if (usage.DiscountPercent is < 0 or > 100)
        {
            return new PriceError(PriceErrorCode.InvalidUsage, "The discount must be between 0 and 100 percent.");
        }

        if (usage.FailedWebSearches > usage.WebSearches)
        {
            return new PriceError(PriceErrorCode.InvalidUsage, "There are more failed web searches than web searches.");
        }

        var counts = new List<long> { usage.WebSearches, usage.FailedWebSearches, usage.WebFetches, usage.SessionRunningMs ?? 0 };
        if (usage.CodeExecution is { } code)
        {
            counts.Add(code.OrgSecondsUsedThisMonth);
            counts.AddRange(code.ContainerSeconds);
        }

        return counts.TrueForAll(count => count is >= 0 and <= RateCard.MaxCount)
            ? null
            : new PriceError(PriceErrorCode.InvalidUsage, "Counts of searches, seconds and milliseconds must be between 0 and 10^15.");
    }

    private static PriceError? CheckTools(PricedUsage usage)
    {
        var surface = usage.Rate.Surface;
        if (usage.SessionRunningMs > 0 && surface != Surface.ManagedAgents)
        {
            return new PriceError(
                PriceErrorCode.ToolNotOnSurface, $"Session hours exist on managed-agents only, not on {SurfaceNames.Of(surface)}.");
        }

        var usesTools = usage.WebSearches > 0 || usage.WebFetches > 0 || usage.CodeExecution is { ContainerSeconds.Count: > 0 };
        return usesTools && surface is not (Surface.AnthropicApi or Surface.ClaudePlatformAws or Surface.ManagedAgents)
            ? new PriceError(
                PriceErrorCode.ToolNotOnSurface, $"Web search, web fetch and code execution are not offered on {SurfaceNames.Of(surface)}.")
            : null;
    }

    // Fees take no multiplier: not batch, not geography, not fast.
    private ExactSum ChargeTools(PricedUsage usage, List<ChargeLine> lines, List<string> flags)
    {
        var rules = File.Rules;
        var sum = default(ExactSum);
        var searches = usage.WebSearches - usage.FailedWebSearches;
        if (searches > 0)
        {
            var amount = new Usd(searches * rules.WebSearchEach);
            lines.Add(new ChargeLine(ChargeItem.WebSearch, searches, rules.WebSearchEach, 1m, amount));
            sum += ExactSum.Of(amount);
        }

        if (usage.CodeExecution is { ContainerSeconds.Count: > 0 } code)
        {
            if (usage.Rate.Surface == Surface.ManagedAgents)
            {
                flags.Add(PriceFlags.CodeExecutionIncluded);
            }
            else
            {
                var seconds = BillableSeconds(code);
                var exact = ExactSum.OfSeconds(seconds, rules.ContainerHour);
                lines.Add(new ChargeLine(ChargeItem.CodeExecution, seconds, rules.ContainerHour, 1m, exact.Total));
                sum += exact;
            }
        }

        if (usage.SessionRunningMs is { } running)
        {
            var exact = ExactSum.OfMilliseconds(running, rules.SessionHour);
            lines.Add(new ChargeLine(ChargeItem.SessionRuntime, running, rules.SessionHour, 1m, exact.Total));
            sum += exact;
        }

        return sum;
    }

    // Each container counts at least its minimum; what is left of the organisation's free hours is taken off the sum.
    private long BillableSeconds(CodeExecutionUsage code)
    {
        if (code.WithFreeingWebTool)
        {
            return 0;
        }

        var used = 0L;
        foreach (var seconds in code.ContainerSeconds)
        {
            used += Math.Max(seconds, File.Rules.MinimumContainerSeconds);
        }

        var free = Math.Max(0m, File.Rules.FreeContainerSeconds - code.OrgSecondsUsedThisMonth);
        return (long)Math.Max(0m, used - free);
    }
}
