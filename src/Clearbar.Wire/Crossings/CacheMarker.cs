namespace Clearbar.Wire.Crossings;

/// <summary>A prompt cache marker and the time to live it names.</summary>
internal enum CacheMarker : byte
{
    None,

    /// <summary>No time to live is named: five minutes in both dialects.</summary>
    Unnamed,

    FiveMinutes,

    OneHour,
}
