namespace Clearbar.Ledger.Journal;

/// <summary>
/// Looks at the segments an earlier process left and makes the last of them end at a whole record. Old segments are never appended to:
/// every start begins a new one, and no number is given twice, not even that of a segment that lost all its records: the store may have
/// committed a position in it, and would take the records written there later for drained.
/// </summary>
public sealed record JournalRecovery
{
    /// <summary>Id of the journal found, or a new one.</summary>
    public required Guid JournalId { get; init; }

    /// <summary>Number for the new segment.</summary>
    public required long NextSegment { get; init; }

    /// <summary>Number of the oldest segment there; equals <see cref="NextSegment"/> when there is none.</summary>
    public required long OldestSegment { get; init; }

    /// <summary>1 when the last segment ended within a record, which was cut off.</summary>
    public int TornRecords { get; init; }

    public long TornBytes { get; init; }

    /// <summary>A damaged (not merely torn) end that was cut off and kept aside; null when there was none.</summary>
    public JournalDamage? DamagedEnd { get; init; }

    /// <summary>Finds the journal and repairs its end.</summary>
    public static JournalRecovery Run(IJournalFiles files)
    {
        var segments = new List<long>(files.List());
        var noted = files.NotedId;
        var id = JournalTail.FindId(files) ?? noted ?? Guid.CreateVersion7();
        if (noted != id)
        {
            Note(files, id);
        }

        var next = segments.Count == 0 ? 1 : segments[^1] + 1;
        var oldest = segments.Count == 0 ? next : segments[0];
        var found = new JournalRecovery { JournalId = id, NextSegment = next, OldestSegment = oldest };
        return segments.Count == 0 ? found : RepairEnd(files, segments[^1], found);
    }

    private static void Note(IJournalFiles files, Guid id)
    {
        try
        {
            files.NotedId = id;
        }
        catch (IOException e)
        {
            throw new LedgerUnavailableException($"The ledger's journal in {files.Location} cannot be written: {e.Message}", e);
        }
    }

    private static JournalRecovery RepairEnd(IJournalFiles files, long segment, JournalRecovery found)
    {
        using var file = files.OpenWrite(segment);
        var bytes = new byte[file.Length];
        var length = file.Read(bytes, 0);
        if (length <= JournalFormat.HeaderLength)
        {
            // No record, or not even a whole header. It is left for the drainer, which deletes what it has passed.
            return found;
        }

        var end = FindEnd(bytes.AsSpan(0, length), out var status);
        if (end == length)
        {
            return found;
        }

        var tail = bytes.AsSpan(end, length - end);
        var torn = status == FrameStatus.Incomplete || !tail.ContainsAnyExcept((byte)0);
        var kept = torn ? null : files.KeepAside(segment, end, tail);
        file.Truncate(end);
        file.Sync();
        return torn
            ? found with { TornRecords = 1, TornBytes = tail.Length }
            : found with { DamagedEnd = new JournalDamage(segment, end, tail.Length, kept, "a damaged end of a segment") };
    }

    /// <summary>The end of the last whole record, passing over damage that has whole records behind it.</summary>
    private static int FindEnd(ReadOnlySpan<byte> segment, out FrameStatus status)
    {
        var at = JournalFormat.HeaderLength;
        status = FrameStatus.Whole;
        while (at < segment.Length)
        {
            status = JournalFormat.TryReadFrame(segment[at..], out _, out var length);
            if (status == FrameStatus.Whole)
            {
                at += length;
                continue;
            }

            var next = JournalFormat.FindFrame(segment, at);
            if (next < 0)
            {
                return at;
            }

            at = next;
        }

        return at;
    }
}
