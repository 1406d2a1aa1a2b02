namespace Clearbar.Ledger.Journal;

/// <summary>
/// Appends records to the active segment. An append is one write of a whole record at the end that is known to be good, so a write that
/// fails half-way is overwritten by the next and cut off at once where possible. Safe for any number of threads.
/// </summary>
public sealed class JournalWriter : IDisposable
{
    private readonly IJournalFiles _files;
    private readonly Guid _journalId;
    private readonly FsyncPolicy _policy;
    private readonly long _maxSegmentBytes;

    // Order of locks: _syncGate before _gate. _gate guards the fields below and is held for one write; _syncGate is held for one flush to
    // disk.
    private readonly Lock _syncGate = new();
    private readonly Lock _gate = new();
    private readonly List<IJournalFile> _retired = [];
    private IJournalFile _file;
    private JournalPosition _end;
    private JournalPosition _synced;
    private long _appended;
    private bool _tailIsDirty;
    private bool _closed;

    /// <summary>Starts a new segment. Throws <see cref="LedgerUnavailableException"/> when it cannot be created.</summary>
    public JournalWriter(IJournalFiles files, Guid journalId, long segment, FsyncPolicy policy, long maxSegmentBytes)
    {
        _files = files;
        _journalId = journalId;
        _policy = policy;
        _maxSegmentBytes = maxSegmentBytes;
        try
        {
            _file = CreateSegment(segment);
        }
        catch (Exception e) when (IsIoFailure(e))
        {
            throw Unavailable(e);
        }

        _end = new JournalPosition(segment, JournalFormat.HeaderLength);
    }

    /// <summary>The end of the last whole record; everything before it may be read.</summary>
    public JournalPosition End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>Records appended through this writer.</summary>
    public long Appended => Interlocked.Read(ref _appended);

    /// <summary>
    /// Appends one record; <paramref name="frame"/> is what <see cref="EntryEncoder"/> returned and is completed in place. When it
    /// returns, the operating system has the record, and under <see cref="FsyncPolicy.Always"/> the disk has it.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">
    /// The record is not in the journal (or, after a failed flush, not surely on the disk).
    /// </exception>
    public void Append(JournalRecordType type, Span<byte> frame)
    {
        if (frame.Length > JournalFormat.MaxPayload + JournalFormat.FrameOverhead)
        {
            throw new LedgerUnavailableException(
                $"A ledger entry of {frame.Length} bytes does not fit into a record of {JournalFormat.MaxPayload}: shorten its tags.");
        }

        JournalFormat.SealFrame(frame, type);
        JournalPosition end;
        lock (_gate)
        {
            Write(frame);
            end = _end;
        }

        if (_policy == FsyncPolicy.Always)
        {
            SyncThrough(end);
        }
    }

    /// <summary>Flushes what was appended so far to the disk. Throws <see cref="IOException"/> as the file does.</summary>
    public void Sync()
    {
        lock (_syncGate)
        {
            SyncWithinGate();
        }
    }

    public void Dispose()
    {
        lock (_syncGate)
        {
            lock (_gate)
            {
                if (_closed)
                {
                    return;
                }

                _closed = true;
            }

            try
            {
                SyncWithinGate();
            }
            finally
            {
                _file.Dispose();
            }
        }
    }

    private static bool IsIoFailure(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Writes one sealed record at the good end. Called under <see cref="_gate"/>.</summary>
    private void Write(ReadOnlySpan<byte> frame)
    {
        if (_closed)
        {
            throw new LedgerUnavailableException("The ledger is closed; the gateway is stopping.");
        }

        try
        {
            if (_tailIsDirty)
            {
                _file.Truncate(_end.Offset);
                _tailIsDirty = false;
            }

            if (_end.Offset + frame.Length > _maxSegmentBytes && _end.Offset > JournalFormat.HeaderLength)
            {
                Rotate();
            }

            _tailIsDirty = true;
            _file.Write(frame, _end.Offset);
            _tailIsDirty = false;
        }
        catch (Exception e) when (IsIoFailure(e))
        {
            RollBackTail();
            throw Unavailable(e);
        }

        _end = _end with { Offset = _end.Offset + frame.Length };
        Interlocked.Increment(ref _appended);
    }

    private void RollBackTail()
    {
        if (!_tailIsDirty)
        {
            return;
        }

        try
        {
            _file.Truncate(_end.Offset);
            _tailIsDirty = false;
        }
        catch (Exception e) when (IsIoFailure(e))
        {
            // The flag stays up: the next append truncates first, and a restart finds the half record by its checksum.
        }
    }

    private void Rotate()
    {
        var next = CreateSegment(_end.Segment + 1);
        if (_policy == FsyncPolicy.None)
        {
            _file.Dispose();
        }
        else
        {
            // A flush may be using it on another thread: whoever flushes next does so and closes it.
            _retired.Add(_file);
        }

        _file = next;
        _end = new JournalPosition(_end.Segment + 1, JournalFormat.HeaderLength);
    }

    private IJournalFile CreateSegment(long segment)
    {
        var file = _files.Create(segment);
        try
        {
            Span<byte> header = stackalloc byte[JournalFormat.HeaderLength];
            JournalFormat.WriteHeader(header, segment, _journalId);
            file.Write(header, 0);
            return file;
        }
        catch
        {
            // An empty or half-written segment would be taken for damage later.
            file.Dispose();
            _files.Delete(segment);
            throw;
        }
    }

    private void SyncThrough(JournalPosition position)
    {
        lock (_syncGate)
        {
            // Group commit: whoever held the gate before may have flushed this record too.
            if (_synced >= position)
            {
                return;
            }

            try
            {
                SyncWithinGate();
            }
            catch (Exception e) when (IsIoFailure(e))
            {
                throw Unavailable(e);
            }
        }
    }

    private void SyncWithinGate()
    {
        IJournalFile active;
        JournalPosition end;
        IJournalFile[] retired;
        lock (_gate)
        {
            active = _file;
            end = _end;
            retired = [.. _retired];
        }

        if (_synced >= end)
        {
            return;
        }

        foreach (var file in retired)
        {
            file.Sync();
            lock (_gate)
            {
                _retired.Remove(file);
            }

            file.Dispose();
        }

        active.Sync();
        _synced = end;
    }

    private LedgerUnavailableException Unavailable(Exception cause) => new(
        $"The ledger's journal in {_files.Location} cannot be written ({cause.Message}). "
        + "Nothing is sent upstream that cannot be recorded: free space on that disk or make the directory writable; no restart is needed.",
        cause);
}
