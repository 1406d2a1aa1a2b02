using Clearbar.Ledger.Journal;

namespace Clearbar.Tests.Ledger;

/// <summary>A directory of segments in memory whose disk can fill up, fail and be cut at any byte.</summary>
public sealed class MemoryJournalFiles : IJournalFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, List<byte>> _segments = [];

    public string Location => "memory";

    public Guid? NotedId { get; set; }

    /// <summary>Bytes the disk holds; a write past it writes what fits and then fails, as disks do.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public bool TruncateFails { get; set; }

    public bool SyncFails { get; set; }

    public int Syncs { get; private set; }

    public Dictionary<(long Segment, long Offset), byte[]> Kept { get; } = [];

    public IReadOnlyList<long> List()
    {
        lock (_gate)
        {
            return [.. _segments.Keys];
        }
    }

    public byte[] Bytes(long segment)
    {
        lock (_gate)
        {
            return [.. _segments[segment]];
        }
    }

    /// <summary>Replaces a segment's bytes, as a power cut or a bad disk would.</summary>
    public void Set(long segment, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _segments[segment] = [.. bytes];
        }
    }

    public IJournalFile Create(long segment)
    {
        Set(segment, []);
        return new MemoryFile(this, segment);
    }

    public IJournalFile OpenRead(long segment)
    {
        lock (_gate)
        {
            return _segments.ContainsKey(segment) ? new MemoryFile(this, segment) : throw new FileNotFoundException();
        }
    }

    public IJournalFile OpenWrite(long segment) => OpenRead(segment);

    public void Delete(long segment)
    {
        lock (_gate)
        {
            _segments.Remove(segment);
        }
    }

    public string KeepAside(long segment, long offset, ReadOnlySpan<byte> bytes)
    {
        Kept[(segment, offset)] = bytes.ToArray();
        return $"{segment}-{offset}.corrupt";
    }

    private sealed class MemoryFile(MemoryJournalFiles disk, long segment) : IJournalFile
    {
        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    return disk._segments[segment].Count;
                }
            }
        }

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            lock (disk._gate)
            {
                var file = disk._segments[segment];
                var fits = (int)Math.Clamp(disk.Capacity - offset, 0, bytes.Length);
                while (file.Count < offset + fits)
                {
                    file.Add(0);
                }

                for (var i = 0; i < fits; i++)
                {
                    file[(int)offset + i] = bytes[i];
                }

                if (fits < bytes.Length)
                {
                    throw new IOException("No space left on device");
                }
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (disk._gate)
            {
                var file = disk._segments[segment];
                var count = (int)Math.Clamp(file.Count - offset, 0, buffer.Length);
                for (var i = 0; i < count; i++)
                {
                    buffer[i] = file[(int)offset + i];
                }

                return count;
            }
        }

        public void Truncate(long length)
        {
            if (disk.TruncateFails)
            {
                throw new IOException("Input/output error");
            }

            lock (disk._gate)
            {
                var file = disk._segments[segment];
                file.RemoveRange((int)length, file.Count - (int)length);
            }
        }

        public void Sync()
        {
            disk.Syncs++;
            if (disk.SyncFails)
            {
                throw new IOException("Input/output error");
            }
        }

        public void Dispose()
        {
        }
    }
}
