namespace Clearbar.Ledger.Journal;

/// <summary>
/// Reads records in order across segments, passing over what is damaged: the bytes are kept aside in a <c>.corrupt</c> file and reading
/// goes on at the next whole record. One reader is used by one thread at a time.
/// </summary>
public sealed class JournalReader(IJournalFiles files) : IDisposable
{
    // Twice the largest record, so that a buffer that holds no whole record at its start can only mean damage or the end.
    private const int BufferSize = 2 * (JournalFormat.MaxPayload + JournalFormat.FrameOverhead);

    private readonly byte[] _buffer = new byte[BufferSize];
    private IJournalFile? _file;
    private long _segment;

    /// <summary>
    /// Reads at most about <paramref name="maxRecords"/> records from <paramref name="from"/> towards <paramref name="end"/>, where the
    /// journal is known to end. An empty batch whose <see cref="JournalBatch.Next"/> equals <paramref name="end"/> means that everything
    /// was read.
    /// </summary>
    public JournalBatch Read(JournalPosition from, JournalPosition end, int maxRecords)
    {
        var batch = new JournalBatch { Next = from };
        while (batch.Next < end && batch.Records.Count < maxRecords)
        {
            if (!TryOpen(batch.Next.Segment))
            {
                PassOverMissing(batch, end);
                continue;
            }

            var limit = batch.Next.Segment == end.Segment ? end.Offset : _file!.Length;
            if (batch.Next.Offset >= limit)
            {
                if (batch.Next.Segment == end.Segment)
                {
                    break;
                }

                batch.Next = new JournalPosition(batch.Next.Segment + 1, JournalFormat.HeaderLength);
                continue;
            }

            ReadSegment(batch, limit, maxRecords);
        }

        return batch;
    }

    public void Dispose() => _file?.Dispose();

    private bool TryOpen(long segment)
    {
        if (_file is not null && _segment == segment)
        {
            return true;
        }

        _file?.Dispose();
        _file = null;
        try
        {
            _file = files.OpenRead(segment);
            _segment = segment;
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private void PassOverMissing(JournalBatch batch, JournalPosition end)
    {
        // Numbers are given out without gaps, so a hole means that someone removed files or put back an older store.
        var missing = batch.Next.Segment;
        batch.Next = end;
        foreach (var segment in files.List())
        {
            if (segment > missing && segment <= end.Segment)
            {
                batch.Next = new JournalPosition(segment, JournalFormat.HeaderLength);
                break;
            }
        }

        var what = $"segments {missing} to {batch.Next.Segment - 1} are missing";
        batch.Damage.Add(new JournalDamage(missing, 0, 0, null, what));
    }

    private void ReadSegment(JournalBatch batch, long limit, int maxRecords)
    {
        var start = batch.Next.Offset;
        var wanted = (int)Math.Min(BufferSize, limit - start);
        var read = _file!.Read(_buffer.AsSpan(0, wanted), start);
        var bytes = _buffer.AsSpan(0, read);
        var reachesLimit = start + read >= limit || read < wanted;
        var at = 0;
        while (at < bytes.Length && batch.Records.Count < maxRecords)
        {
            var status = JournalFormat.TryReadFrame(bytes[at..], out var type, out var length);
            if (status == FrameStatus.Whole)
            {
                AddRecord(batch, type, bytes.Slice(at, length), start + at);
                at += length;
            }
            else if (status == FrameStatus.Incomplete && !reachesLimit && at > 0)
            {
                break;
            }
            else
            {
                Advance(batch, start + at);
                PassOverDamage(batch, limit);
                return;
            }
        }

        Advance(batch, start + at);
    }

    private static void Advance(JournalBatch batch, long offset)
    {
        batch.Bytes += offset - batch.Next.Offset;
        batch.Next = batch.Next with { Offset = offset };
    }

    private void AddRecord(JournalBatch batch, JournalRecordType type, ReadOnlySpan<byte> frame, long offset)
    {
        if (EntryDecoder.TryDecode(type, frame[JournalFormat.FrameOverhead..], out var record))
        {
            batch.Records.Add(record);
            return;
        }

        var kept = files.KeepAside(_segment, offset, frame);
        var what = $"a whole record of type {(byte)type} that this version does not understand";
        batch.Damage.Add(new JournalDamage(_segment, offset, frame.Length, kept, what));
    }

    private void PassOverDamage(JournalBatch batch, long limit)
    {
        // Damage is rare and a segment is tens of megabytes at most, so the rest of it is simply brought into memory.
        var offset = batch.Next.Offset;
        var rest = new byte[limit - offset];
        var read = _file!.Read(rest, offset);
        var found = JournalFormat.FindFrame(rest.AsSpan(0, read), 0);
        var length = found < 0 ? read : found;
        if (length == 0)
        {
            // The file is shorter than the journal is known to be: someone cut it under the running gateway.
            batch.Damage.Add(new JournalDamage(_segment, offset, limit - offset, null, "the segment file was cut short"));
            Advance(batch, limit);
            return;
        }

        var kept = files.KeepAside(_segment, offset, rest.AsSpan(0, length));
        var what = found < 0 ? "a damaged end of a segment" : "damaged bytes between whole records";
        batch.Damage.Add(new JournalDamage(_segment, offset, length, kept, what));
        Advance(batch, found < 0 ? limit : offset + length);
    }
}
