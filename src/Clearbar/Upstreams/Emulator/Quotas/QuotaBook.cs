using System.Collections.Concurrent;
using Clearbar.Tiers;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Serving;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>Finds the quota a call counts against: one meter per account, region, surface and model.</summary>
internal sealed class QuotaBook(IReadOnlyList<QuotaRule> rules, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Surface, string Model), QuotaMeter> _meters = new();

    /// <summary>Takes the reservation of a call; null when no rule limits it.</summary>
    public QuotaTicket? Take(Route route, Caller caller, EmulatedRequest request, TokenUsage prompt)
    {
        if (rules.Count == 0)
        {
            return null;
        }

        var region = route.Aws ? caller.RegionOrDefault : "";
        foreach (var rule in rules)
        {
            if (Fits(rule, route, caller.Account, region, request))
            {
                var meter = _meters.GetOrAdd(
                    (caller.Account, region, route.SurfaceName, NameOf(request)), static (_, made) => made.book.Make(made.rule, made.route, made.model),
                    (book: this, rule, route, model: request.Model));
                return new QuotaTicket(meter, prompt, request.MaxTokens);
            }
        }

        return null;
    }

    /// <summary>Every bucket is full again.</summary>
    public void Reset() => _meters.Clear();

    private static bool Fits(QuotaRule rule, Route route, string account, string region, EmulatedRequest request) =>
        (rule.Surface is null || rule.Surface == route.SurfaceName)
        && (rule.Account is null || rule.Account == account)
        && (rule.Region is null || rule.Region == region)
        && (rule.Model is null || rule.Model == request.QuotaName || rule.Model == request.Model.Id || rule.Model == request.Model.BedrockId
            || request.Model.Aliases.Contains(rule.Model, StringComparer.Ordinal));

    /// <summary>
    /// Anthropic counts Opus 4.5 to 4.8 together, and Sonnet 4.5 with 4.6 (rate limits page, Aug 2026); Bedrock counts each profile.
    /// </summary>
    private static string NameOf(EmulatedRequest request) => request switch
    {
        { Bedrock: true } => request.QuotaName,
        { Model: { Line: EmulatedLine.Opus, Generation: >= 45 and <= 48 } } => "opus-4.x",
        { Model: { Line: EmulatedLine.Sonnet, Generation: 45 or 46 } } => "sonnet-4.x",
        _ => request.Model.Id,
    };

    private QuotaMeter Make(QuotaRule rule, Route route, EmulatedModel model)
    {
        var apart = route.Surface is EmulatedSurface.AnthropicApi or EmulatedSurface.ClaudePlatform or EmulatedSurface.Mantle;
        return new QuotaMeter(rule, apart, route.Surface != EmulatedSurface.Mantle, apart ? 1 : BurndownOf(route, model), time);
    }

    /// <summary>From the catalog; 1 where no figure is established, and outside Bedrock.</summary>
    private static int BurndownOf(Route route, EmulatedModel model) =>
        route.Bedrock && ModelCatalog.Embedded.TryGet(model.Id, out var known) ? known.Capabilities.QuotaBurndown ?? 1 : 1;
}
