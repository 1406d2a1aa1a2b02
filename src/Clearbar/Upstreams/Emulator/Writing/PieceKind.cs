namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>The steps of a streamed answer, whatever the dialect makes of them.</summary>
internal enum PieceKind : byte
{
    MessageStart,
    BlockStart,
    Ping,
    Delta,
    Signature,
    BlockStop,
    MessageDelta,
    MessageStop,
}
