using System.Security.Cryptography;
using System.Text;

namespace Clearbar.LocalAnswers;

/// <summary>
/// The frame of the files of what was learned: a magic word, a version, a body, a digest. The digest only tells accidents; who reads the body checks
/// it as well.
/// </summary>
/// <remarks>
/// <code>
/// file = magic:4 version:u16 body sha256:32          ; little-endian; the digest covers everything before it
/// </code>
/// </remarks>
/// <param name="magic">Four ASCII characters.</param>
/// <param name="what">What the file is, for its reader.</param>
internal sealed class DigestedFile(string magic, ushort version, string what)
{
    private const int HeaderLength = 6;
    private const int DigestLength = 32;

    public void Write(Stream stream, Action<BinaryWriter> writeBody)
    {
        using var whole = new MemoryStream();
        using (var writer = new BinaryWriter(whole, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Encoding.ASCII.GetBytes(magic));
            writer.Write(version);
            writeBody(writer);
        }

        var bytes = whole.GetBuffer().AsSpan(0, (int)whole.Length);
        Span<byte> digest = stackalloc byte[DigestLength];
        SHA256.HashData(bytes, digest);
        stream.Write(bytes);
        stream.Write(digest);
    }

    /// <exception cref="InvalidDataException">The file is another one, is newer than this program, is cut, or is damaged.</exception>
    public T Read<T>(Stream stream, Func<BinaryReader, T> readBody)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Check(copy.GetBuffer().AsSpan(0, (int)copy.Length));
        copy.SetLength(copy.Length - DigestLength);
        copy.Position = HeaderLength;
        using var reader = new BinaryReader(copy, Encoding.UTF8);
        try
        {
            return readBody(reader);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"The {what} file ends before its content does; train it again.", error);
        }
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Encoding.ASCII.GetBytes(magic)))
        {
            throw new InvalidDataException($"This is not a local {what}: the file does not start with \"{magic}\".");
        }

        var found = bytes[4] | (bytes[5] << 8);
        if (found != version)
        {
            throw new InvalidDataException(
                $"The {what} file has version {found} and this program reads version {version}: "
                + "train it again, or use the program that wrote it.");
        }

        if (bytes.Length < HeaderLength + DigestLength
            || !SHA256.HashData(bytes[..^DigestLength]).AsSpan().SequenceEqual(bytes[^DigestLength..]))
        {
            throw new InvalidDataException($"The {what} file is cut or damaged: its checksum is wrong. Copy it again or train it again.");
        }
    }
}
