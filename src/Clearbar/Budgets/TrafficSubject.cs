namespace Clearbar.Budgets;

/// <summary>What budgets and rate limits can tell requests apart by.</summary>
/// <param name="KeyId">Id of the caller's key.</param>
/// <param name="KeyTags">Tags the key was issued with, its team among them.</param>
/// <param name="Class">The request's class.</param>
/// <param name="Tags"><c>key=value</c> pairs joined with commas, as the client sent them.</param>
/// <param name="Model">Id of the model on the direct API; null before the model is chosen.</param>
/// <param name="Tier">The model's family: haiku, sonnet, opus …</param>
public readonly record struct TrafficSubject(
    string KeyId, IReadOnlyDictionary<string, string> KeyTags, string? Class, string? Tags, string? Model, string? Tier)
{
    public string? Team => KeyTags.GetValueOrDefault("team");

    /// <summary>Whether the request carries the tag. One on the key wins over the client's: nobody may talk himself out of a
    /// budget.</summary>
    public bool HasTag(string name, string value)
    {
        if (KeyTags.TryGetValue(name, out var issued))
        {
            return string.Equals(issued, value, StringComparison.Ordinal);
        }

        foreach (var pair in Tags.AsSpan().Split(','))
        {
            var text = Tags.AsSpan()[pair].Trim();
            var equals = text.IndexOf('=');
            if (equals > 0 && text[..equals].TrimEnd().SequenceEqual(name) && text[(equals + 1)..].TrimStart().SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }
}
