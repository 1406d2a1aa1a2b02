using Clearbar.Wire;

namespace Clearbar.Tokens;

/// <summary>What is known of a request's size before anyone has counted it.</summary>
/// <param name="TextBytes">Bytes of all text the model will read, tool definitions included.</param>
/// <param name="Tools">Tool definitions.</param>
/// <param name="Images">Images.</param>
/// <param name="Documents">Documents.</param>
/// <param name="HasCacheMarkers">Whether the client asked for caching.</param>
/// <param name="MaxTokens">The client's output limit; null when there is none.</param>
public readonly record struct PromptFacts(long TextBytes, int Tools, int Images, int Documents, bool HasCacheMarkers, int? MaxTokens)
{
    public static PromptFacts Of(RequestOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return new PromptFacts(
            outline.TextBytes, outline.ToolCount, outline.ImageCount, outline.DocumentCount, outline.CacheMarkerCount > 0, outline.MaxTokens);
    }
}
