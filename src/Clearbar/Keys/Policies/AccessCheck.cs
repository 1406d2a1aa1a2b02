using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Keys.Policies;

/// <summary>
/// Holds a plan against the caller's policy: every model the plan may call must be allowed, or the request is refused as a whole.
/// </summary>
public static class AccessCheck
{
    /// <summary>Why the request is refused; null when the key has no policy or its policy allows every step.</summary>
    /// <param name="action">The IAM action; null for invoking the model, streamed or not as the client asks.</param>
    public static GatewayError? Refuse(Exchange exchange, string? action = null)
    {
        if (exchange.Caller.Policy is not { } policy)
        {
            return null;
        }

        foreach (var step in exchange.Plan.Steps)
        {
            if (step.IsLocal)
            {
                continue;
            }

            var request = Request(exchange, step, action);
            if (policy.Refuse(request) is { } why)
            {
                return new GatewayError(
                    ErrorKind.Permission,
                    $"key '{exchange.Caller.KeyId}' is not authorized to perform {request.Action} on resource "
                    + $"arn:aws:bedrock:*::{request.Resources[0]} {why}");
            }
        }

        return null;
    }

    /// <summary>True when the key may call this step, which need not be of the plan: a deployment that stands in for another.</summary>
    public static bool Allows(Exchange exchange, PlannedStep step) =>
        exchange.Caller.Policy is not { } policy || policy.Refuse(Request(exchange, step, null)) is null;

    private static AccessRequest Request(Exchange exchange, PlannedStep step, string? action)
    {
        var model = step.Model!;
        // The mantle surface lists models by their bare Bedrock id, which is what foundation-model ARNs carry.
        var bare = model.IdOn(Surface.BedrockMantle) ?? "anthropic." + model.Id;
        exchange.Snapshot.Catalog.TryResolve(step.PricedModelId, out _, out var named);
        var resources = new List<string>(2) { "foundation-model/" + bare };
        if (named?.Scope is Scope.Global or Scope.Geo or Scope.Gov)
        {
            resources.Add("inference-profile/" + step.PricedModelId);
        }

        return new AccessRequest
        {
            Action = action ?? (exchange.Outline.Stream ? "bedrock:InvokeModelWithResponseStream" : "bedrock:InvokeModel"),
            Resources = resources,
            Model = model.Id,
            Family = model.Family,
            Scope = named?.Scope switch
            {
                Scope.Global => "global",
                Scope.Geo or Scope.Gov => "geo",
                Scope.InRegion => "in-region",
                _ => null,
            },
            Geo = named?.Scope == Scope.Gov ? "us-gov" : named?.Geo,
            Time = exchange.Clock.GetUtcNow(),
            SourceIp = exchange.Http.Connection.RemoteIpAddress,
            KeyTags = exchange.Caller.Tags,
            RequestTags = TagsOf(exchange.Tags),
        };
    }

    /// <summary>
    /// Grammar of the header: <c>key=value</c> pairs joined with commas; of a key that stands twice the first one counts.
    /// </summary>
    private static Dictionary<string, string> TagsOf(string? header)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                tags.TryAdd(pair[..equals].TrimEnd(), pair[(equals + 1)..].TrimStart());
            }
        }

        return tags;
    }
}
