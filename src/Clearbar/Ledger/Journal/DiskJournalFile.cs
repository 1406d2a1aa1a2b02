using Microsoft.Win32.SafeHandles;

namespace Clearbar.Ledger.Journal;

/// <summary>
/// A segment on disk, written without any buffer of this process, so that a killed process leaves nothing behind in its memory.
/// </summary>
public sealed class DiskJournalFile(string path, FileMode mode, FileAccess access) : IJournalFile
{
    // Readers (the drainer, `clearbar report`) and the deletion of drained segments happen beside the writer.
    private readonly SafeFileHandle _handle = File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);

    public long Length => RandomAccess.GetLength(_handle);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(_handle, buffer[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Truncate(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}
