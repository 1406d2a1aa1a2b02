namespace Clearbar.Ledger.Journal;

/// <summary>One segment file, seen as bytes at offsets. The seam at which tests make disks fill up and fail.</summary>
public interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>
    /// Hands all bytes to the operating system. Throws <see cref="IOException"/>; then any part of them may have been written.
    /// </summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Reads up to the buffer's length; fewer only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    void Truncate(long length);

    /// <summary>Forces what was written to the disk.</summary>
    void Sync();
}
