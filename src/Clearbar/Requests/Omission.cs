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

    /// <summary>The plan's edits with those of the omission.</summary>
    public IReadOnlyList<RequestEdit> AddTo(Exchange exchange, IReadOnlyList<RequestEdit> planned)
    {
        if (IsEmpty)
        {
            return planned;
        }

        var edits = new List<RequestEdit>(planned);
        if (Betas.Count > 0)
        {
            BetaFlags.AddEdits(exchange, Betas, edits);
        }

        if (CacheMarkers)
        {
            var markers = Wire.CacheMarkers.Find(exchange.Outline.Dialect, exchange.Body!.Span);
            if (markers.Count > 0)
            {
                edits.Add(new RequestEdit.Cut("cache_control", markers));
            }

            if (exchange.Outline.TryGetMember("cache_control", out _))
            {
                edits.Add(new RequestEdit.Remove("cache_control"));
            }
        }

        return edits;
    }
}
