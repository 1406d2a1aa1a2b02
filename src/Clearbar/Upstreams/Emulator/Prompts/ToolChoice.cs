namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>What a request says about calling tools.</summary>
internal enum ToolChoice : byte
{
    Absent,
    Auto,
    Any,
    Named,
    None,
}
