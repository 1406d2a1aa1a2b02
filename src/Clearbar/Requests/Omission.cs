using Clearbar.Caching;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// What an attempt leaves out of the client's request because its target does not take it. Every part is listed in the edits.
/// </summary>
/// <param name="Betas">Beta flags.</param>
/// <param name="CacheMarkers">Every cache marker: the answer is the same without, only dearer.</param>
public sealed record Omission(IReadOnlyCollection<string> Betas, bool CacheMarkers)
{
    public static Omission None { get; } = new([], false);

    public bool IsEmpty => Betas.Count == 0 && !CacheMarkers;

    /// <summary>Adds the omission's edits of a rendition to those planned for it.</summary>
    public void AddTo(Rendition rendition, List<RequestEdit> edits)
    {
        if (Betas.Count > 0)
        {
            BetaFlags.AddEdits(rendition, Betas, edits);
        }

        if (!CacheMarkers)
        {
            return;
        }

        // An automatic marker that was to go to a block must not arrive there after all.
        edits.RemoveAll(static edit => edit is RequestEdit.Replace { What: AutomaticMarker.Label });
        var markers = Wire.CacheMarkers.Find(rendition.Outline.Dialect, rendition.Body.Span);
        if (markers.Count > 0)
        {
            edits.Add(new RequestEdit.Cut("cache_control", markers));
        }

        if (rendition.Outline.TryGetMember("cache_control", out _) && !edits.Exists(static edit => edit is RequestEdit.Remove { Name: "cache_control" }))
        {
            edits.Add(new RequestEdit.Remove("cache_control"));
        }
    }
}
