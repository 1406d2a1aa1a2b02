using System.Globalization;
using System.Text;

namespace Clearbar.EndToEnd.Faults;

/// <summary>How a reply's connection ends.</summary>
public enum RawEnd
{
    /// <summary>The body ends as HTTP says it must.</summary>
    Proper,

    /// <summary>The connection closes where the body ends, before HTTP's own end of it.</summary>
    Dropped,

    /// <summary>As <see cref="Dropped"/>, with a TCP reset.</summary>
    Reset,

    /// <summary>Not even a status line is sent; the connection closes.</summary>
    ClosedBeforeHeaders,

    /// <summary>Not even a status line is sent; the connection is reset.</summary>
    ResetBeforeHeaders,

    /// <summary>The whole reply arrives properly, one byte per packet.</summary>
    ByteByByte,

    /// <summary>Nobody listens.</summary>
    Refused,

    /// <summary>Not even a status line is sent, and the connection stays open.</summary>
    Silent,

    /// <summary>The body is sent and the connection stays open, before HTTP's own end of it.</summary>
    Stalled,
}

/// <summary>One scripted reply.</summary>
public sealed record RawReply(int Status, string ContentType, byte[] Body, RawEnd Transport, string ExtraHeaders = "")
{
    /// <summary>What becomes of the connection: it is closed, reset, or kept open.</summary>
    public RawEnd End => Transport switch
    {
        RawEnd.Reset or RawEnd.ResetBeforeHeaders => RawEnd.Reset,
        RawEnd.Silent or RawEnd.Stalled => RawEnd.Stalled,
        _ => RawEnd.Proper,
    };

    /// <summary>The bytes to send, packet by packet.</summary>
    public IEnumerable<byte[]> ToPieces()
    {
        if (Transport is RawEnd.ClosedBeforeHeaders or RawEnd.ResetBeforeHeaders or RawEnd.Silent)
        {
            return [];
        }

        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {Status} Said\r\ncontent-type: {ContentType}\r\n{ExtraHeaders}transfer-encoding: chunked\r\nconnection: close\r\n\r\n");
        byte[] chunk = Body.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes(Body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. Body, (byte)'\r', (byte)'\n'];
        byte[] end = Transport is RawEnd.Dropped or RawEnd.Reset or RawEnd.Stalled ? [] : "0\r\n\r\n"u8.ToArray();
        byte[] whole = [.. Encoding.ASCII.GetBytes(head), .. chunk, .. end];
        return Transport == RawEnd.ByteByByte ? whole.Select(static one => new[] { one }) : [whole];
    }
}
