namespace Clearbar.Wire.EventStream;

/// <summary>What an attempt to read one event stream frame found.</summary>
public enum FrameStatus : byte
{
    /// <summary>The bytes are a strict prefix of a frame: nothing is consumed, more bytes are needed.</summary>
    Incomplete,

    /// <summary>A whole, checked frame.</summary>
    Frame,

    /// <summary>The checksum over the first eight bytes is wrong: the lengths cannot be trusted, the stream is lost.</summary>
    BadPreludeCrc,

    /// <summary>The checksum over the whole frame is wrong.</summary>
    BadMessageCrc,

    /// <summary>A length is impossible or over the limit (payload 24 MiB, headers 128 KiB).</summary>
    BadLength,

    /// <summary>The headers are not well formed, or a name comes twice.</summary>
    BadHeader,
}
