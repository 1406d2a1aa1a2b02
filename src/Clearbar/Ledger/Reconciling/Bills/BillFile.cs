using System.IO.Compression;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>Opens a bill's file, unpacking gzip (recognised by its first bytes), and tells how many of its bytes have been read.</summary>
public static class BillFile
{
    /// <param name="path">The file.</param>
    /// <param name="progress">Told the bytes of the file read since the last call.</param>
    public static Stream Open(string path, Action<long>? progress)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 128 * 1024, FileOptions.SequentialScan);
        Span<byte> start = stackalloc byte[2];
        var packed = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        Stream bytes = progress is null ? file : new CountedStream(file, progress);
        return packed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
    }

    /// <summary>The files of an argument: itself, or every log file below a directory, in the order of their names.</summary>
    public static IReadOnlyList<string> Of(string path, params ReadOnlySpan<string> endings)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = new List<string>();
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
        {
            foreach (var ending in endings)
            {
                if (file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                {
                    files.Add(file);
                    break;
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private sealed class CountedStream(Stream inner, Action<long> progress) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            progress(read);
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
