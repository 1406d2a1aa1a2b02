namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>The kinds of content an emulated answer has.</summary>
internal enum BlockKind : byte
{
    None,
    Thinking,
    Text,
    ToolUse,
}
