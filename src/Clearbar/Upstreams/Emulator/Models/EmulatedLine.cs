namespace Clearbar.Upstreams.Emulator.Models;

/// <summary>The product line of a Claude model; latency and answer-sheet column follow it.</summary>
internal enum EmulatedLine : byte
{
    Haiku,
    Sonnet,
    Opus,
    Fable,
    Mythos,
}
