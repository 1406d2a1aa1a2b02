namespace Clearbar.Pricing.Import;

/// <summary>Compares two price files row by row. A row is the same one in both when model, surface and first day are.</summary>
public static class PriceFileDiff
{
    /// <summary>Every difference, in the order of the old file; what is only in the new one follows.</summary>
    public static IReadOnlyList<PriceFileChange> Between(PriceFile before, PriceFile after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var changes = new List<PriceFileChange>();
        var now = PriceFileRows.Of(after).ToDictionary(row => row.Key, StringComparer.Ordinal);
        foreach (var old in PriceFileRows.Of(before))
        {
            if (!now.Remove(old.Key, out var current))
            {
                changes.Add(new PriceFileChange(old.Key, null, old.Summary, null));
                continue;
            }

            for (var index = 0; index < old.Fields.Count; index++)
            {
                var (name, value) = old.Fields[index];
                var renewed = current.Fields[index].Value;
                if (value != renewed)
                {
                    changes.Add(new PriceFileChange(old.Key, name, value, renewed));
                }
            }
        }

        // What is left is only in the new file; its own order is kept.
        var added = PriceFileRows.Of(after).Where(row => now.ContainsKey(row.Key));
        changes.AddRange(added.Select(row => new PriceFileChange(row.Key, null, null, row.Summary)));
        return changes;
    }
}
