using System.Buffers;

namespace Clearbar.Hosting.Listening;

/// <summary>
/// Tells HTTP/2 with prior knowledge from HTTP/1.x by a connection's first bytes.
/// connection-preface = "PRI * HTTP/2.0" CRLF CRLF "SM" CRLF CRLF (RFC 9113 §3.4); no HTTP/1 request can start like that.
/// </summary>
internal static class HttpPreface
{
    /// <summary>Length of the preface in bytes.</summary>
    public const int Length = 24;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Judges the bytes that have come; a whole preface is needed for HTTP/2, the first differing byte is enough against it.</summary>
    public static HttpVersionGuess Guess(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> first = stackalloc byte[Length];
        var length = (int)Math.Min(bytes.Length, Length);
        bytes.Slice(0, length).CopyTo(first);
        return !first[..length].SequenceEqual(Preface[..length]) ? HttpVersionGuess.Http1
            : length == Length ? HttpVersionGuess.Http2
            : HttpVersionGuess.NotYet;
    }
}
