namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>What a request says about thinking.</summary>
internal enum ThinkingMode : byte
{
    Absent,
    Disabled,
    Budgeted,
    Adaptive,
    BetweenTools,
}
