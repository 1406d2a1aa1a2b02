namespace Clearbar.Ledger.Rollups;

/// <summary>
/// What a batch does to one entry. The store's rules live here: the first opening and the first settlement count, a settlement replaces an
/// abandonment, and what is known already changes nothing.
/// </summary>
/// <param name="After">The entry's figures afterwards.</param>
/// <param name="WriteOpened">The opening's columns have to be written.</param>
/// <param name="Final">The settlement or abandonment whose columns have to be written; null when none.</param>
public readonly record struct EntryChange(EntryFigures After, bool WriteOpened, SettledEntry? Final)
{
    /// <summary>Decides, given the figures of the entry's row; null when there is none.</summary>
    public static EntryChange Of(EntryFigures? before, in EntryBatch.Row row)
    {
        var final = row.Settled ?? row.Abandoned;
        if (before is null)
        {
            return new EntryChange(EntryFigures.Of(row.Opened, final), row.Opened is not null, final);
        }

        var after = before;
        var opens = row.Opened is not null && !before.HasOpening;
        if (opens)
        {
            after = after.With(row.Opened!);
        }

        var settles = before.Outcome == EntryOutcome.Open
            ? final is not null
            : before.Outcome == EntryOutcome.Abandoned && row.Settled is not null;
        return settles ? new EntryChange(after.With(final!), opens, final) : new EntryChange(after, opens, null);
    }
}
