namespace Clearbar.Dashboard.Views;

/// <summary>How much of what is shown comes from the emulator.</summary>
public enum EmulationExtent : byte
{
    None,

    /// <summary>The gateway emulates now, but nothing shown is emulated.</summary>
    GatewayOnly,

    /// <summary>Some amounts were not really spent.</summary>
    Some,

    /// <summary>Nothing shown was really spent.</summary>
    All,
}
