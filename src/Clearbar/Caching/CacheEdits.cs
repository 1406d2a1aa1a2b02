using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Caching;

/// <summary>
/// The edits that keep a client's prompt caching alive on the surface its request goes to. Each is declared like every other; a request whose caching
/// works there as it stands yields none.
/// </summary>
public static class CacheEdits
{
    /// <param name="cutBillingHeader">The owner lets the per-request line some clients put before the system prompt be cut where it breaks the prefix.</param>
    public static void Add(RequestOutline outline, ReadOnlySpan<byte> body, PlannedStep step, bool cutBillingHeader, List<RequestEdit> edits)
    {
        if (outline.Dialect is not (Dialect.Anthropic or Dialect.Invoke) || step.Deployment is not { Surface: Surface.Bedrock or Surface.BedrockMantle } deployment)
        {
            return;
        }

        if (cutBillingHeader && BillingHeader.CutFrom(outline, body) is { } cut)
        {
            edits.Add(cut);
        }

        if (outline.Dialect == Dialect.Anthropic && deployment.TakesMessagesAsInvoke)
        {
            AutomaticMarker.Expand(outline, body, edits);
        }
    }
}
