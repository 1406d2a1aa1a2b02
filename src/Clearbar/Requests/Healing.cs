using Clearbar.Routing;
using Clearbar.Upstreams.Health;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

/// <summary>
/// Mends a request that was refused for something it can do without: a beta flag or a cache marker its target does not know (requirements
/// 16 and 29). One try without it; when that is answered, what was left out is remembered for the deployment and model, and no later
/// request sends it. Nothing is left out silently: every omission stands in <c>x-clearbar-edits</c> and in the log.
/// </summary>
/// <remarks>
/// The refusals, as they have been seen:
/// <code>
/// Bedrock:   400 ValidationException "invalid beta flag"                               ; names none
/// Anthropic: 400 "Unexpected value(s) `a`, `b` for the `anthropic-beta` header. …"     ; names them
/// both:      400 "… cache_control …", "… cachePoint …", "… prompt caching …"
/// </code>
/// A refusal that names no flag condemns the set of flags that was sent, not each of them: another set is tried by itself. Of refused
/// markers only "no caching here" is remembered; a marker too many or in the wrong order is the request's own fault and says nothing about
/// the next one.
/// </remarks>
public sealed class Healing(RefusedFeatures refused, ILogger<Healing> logger)
{
    private static readonly string[] MarkerWords = ["cache_control", "cachePoint", "cache point", "prompt caching"];

    /// <summary>Words of refusals that are about the model and not about how the markers were set.</summary>
    private static readonly string[] NoCachingWords =
        ["not support prompt caching", "not support caching", "not allow prompt caching", "cache_control: Extra inputs are not permitted"];

    /// <summary>
    /// What an attempt at this step leaves out: what is known of the target, and what this very request has just learned.
    /// </summary>
    public Omission For(Exchange exchange, PlannedStep step)
    {
        var (deployment, model) = (step.Deployment!.Name, step.Model!.Id);
        var learned = exchange.Learned is { } lesson && lesson.Deployment == deployment && lesson.Model == model ? lesson.Omission : Omission.None;
        if (refused.IsEmpty)
        {
            return learned;
        }

        var flags = BetaFlags.Of(exchange);
        var left = flags.Count > 0 && refused.Contains(deployment, model, SetOf(flags))
            ? flags
            : [.. flags.Where(flag => refused.Contains(deployment, model, FlagOf(flag)) || learned.Betas.Contains(flag))];
        var markers = learned.CacheMarkers
            || (exchange.Outline.CacheMarkerCount > 0 && refused.Contains(deployment, model, RefusedFeatures.CacheMarkers));
        return left.Count == 0 && !markers ? Omission.None : new Omission([.. left.Union(learned.Betas)], markers);
    }

    /// <summary>
    /// True when another try of the same step makes sense, without what <see cref="Exchange.Learned"/> now says. Once per request.
    /// </summary>
    public static bool TryLearn(Exchange exchange, SentAttempt sent)
    {
        if (exchange.Learned is not null || sent.Reply is not { UpstreamStatus: 400 } || Read(exchange, sent) is not { } omission)
        {
            return false;
        }

        var step = sent.Attempt.Step;
        exchange.Learned = new Lesson(step.Deployment!.Name, step.Model!.Id, omission.Omission, omission.Features);
        return true;
    }

    /// <summary>The try without it was answered: so it was that.</summary>
    public void Confirm(Exchange exchange, Attempt attempt)
    {
        if (exchange.Learned is not { } lesson || lesson.Deployment != attempt.Step.Deployment!.Name || lesson.Model != attempt.Step.Model!.Id)
        {
            return;
        }

        foreach (var feature in lesson.Features)
        {
            refused.Remember(lesson.Deployment, lesson.Model, feature);
        }

        HealingLog.Healed(logger, exchange.RequestId, lesson.Deployment, lesson.Model, attempt.EditLabels());
    }

    private static (Omission Omission, IReadOnlyList<string> Features)? Read(Exchange exchange, SentAttempt sent)
    {
        var message = sent.Error!.Message;
        if (Mentions(message, "anthropic-beta") || Mentions(message, "anthropic_beta") || Mentions(message, "beta flag"))
        {
            var all = BetaFlags.Of(exchange);
            List<string> flags = [.. all.Except(sent.Attempt.Omission.Betas)];
            List<string> named = [.. flags.Where(flag => Mentions(message, flag))];
            return flags.Count == 0 ? null
                : named.Count > 0 ? (new Omission(named, false), [.. named.Select(FlagOf)])
                : (new Omission(flags, false), [SetOf(all)]);
        }

        // More than four markers are the client's own mistake: it is told of it rather than served without any.
        if (exchange.Outline.CacheMarkerCount is > 0 and <= 4 && !sent.Attempt.Omission.CacheMarkers && Array.Exists(MarkerWords, word => Mentions(message, word)))
        {
            return (new Omission([], true), Array.Exists(NoCachingWords, word => Mentions(message, word)) ? [RefusedFeatures.CacheMarkers] : []);
        }

        return null;
    }

    private static bool Mentions(string message, string word) => message.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string FlagOf(string flag) => "beta:" + flag;

    private static string SetOf(IEnumerable<string> flags) => "betas:" + string.Join(',', flags.Order(StringComparer.Ordinal));
}
