namespace Clearbar.Ledger.Journal;

/// <summary>Looks at a journal from outside, while its writer may be at work; changes nothing.</summary>
public static class JournalTail
{
    /// <summary>The journal's id by the newest sound header; null when there is no segment.</summary>
    public static Guid? FindId(IJournalFiles files)
    {
        Span<byte> header = stackalloc byte[JournalFormat.HeaderLength];
        var segments = files.List();
        for (var i = segments.Count - 1; i >= 0; i--)
        {
            using var file = TryOpen(files, segments[i]);
            var read = file?.Read(header, 0) ?? 0;
            if (JournalFormat.TryReadHeader(header[..read], out _, out var id))
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>Whole records at and after a position.</summary>
    public static long CountRecords(IJournalFiles files, JournalPosition from)
    {
        var count = 0L;
        foreach (var segment in files.List())
        {
            if (segment < from.Segment)
            {
                continue;
            }

            using var file = TryOpen(files, segment);
            var start = segment == from.Segment ? Math.Max(from.Offset, JournalFormat.HeaderLength) : JournalFormat.HeaderLength;
            count += file is null ? 0 : VisitIn(file, start, into: null);
        }

        return count;
    }

    /// <summary>Every whole record of the segments that are left, oldest first; what is damaged is passed over.</summary>
    public static IReadOnlyList<JournalRecord> ReadRecords(IJournalFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var records = new List<JournalRecord>();
        foreach (var segment in files.List())
        {
            using var file = TryOpen(files, segment);
            if (file is not null)
            {
                VisitIn(file, JournalFormat.HeaderLength, records);
            }
        }

        return records;
    }

    /// <summary>Null when the writer's process drained and deleted the segment between the listing and now.</summary>
    private static IJournalFile? TryOpen(IJournalFiles files, long segment)
    {
        try
        {
            return files.OpenRead(segment);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static long VisitIn(IJournalFile file, long start, List<JournalRecord>? into)
    {
        var length = file.Length - start;
        if (length <= 0)
        {
            return 0;
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan(0, file.Read(bytes, start));
        var count = 0L;
        while (true)
        {
            while (JournalFormat.TryReadFrame(rest, out var type, out var frame) == FrameStatus.Whole)
            {
                if (into is not null && EntryDecoder.TryDecode(type, rest[JournalFormat.FrameOverhead..frame], out var record))
                {
                    into.Add(record);
                }

                rest = rest[frame..];
                count++;
            }

            var next = JournalFormat.FindFrame(rest, 0);
            if (next < 0)
            {
                return count;
            }

            rest = rest[next..];
        }
    }
}
