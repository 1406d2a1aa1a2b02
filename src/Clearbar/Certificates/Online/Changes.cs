namespace Clearbar.Certificates.Online;

/// <summary>Says when the prompts of a class are no longer those the pairs were drawn from.</summary>
internal static class Changes
{
    /// <summary>Of all templates, old and new, less than <paramref name="shared"/> are both. Unknown templates never moved.</summary>
    public static bool TemplatesMoved(IReadOnlyList<string> before, IReadOnlyList<string> after, double shared)
    {
        if (before.Count == 0 || after.Count == 0)
        {
            return false;
        }

        var both = before.Intersect(after, StringComparer.Ordinal).Count();
        return both < shared * before.Union(after, StringComparer.Ordinal).Count();
    }
}
