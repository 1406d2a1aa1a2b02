namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>Lifetime a cache marker asks for.</summary>
internal enum CacheTtl : byte
{
    None,
    FiveMinutes,
    OneHour,
}
