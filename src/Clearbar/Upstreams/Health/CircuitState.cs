namespace Clearbar.Upstreams.Health;

/// <summary>Whether calls are sent to a target.</summary>
public enum CircuitState : byte
{
    /// <summary>Calls pass and are counted.</summary>
    Closed,

    /// <summary>Too many calls failed: none is sent while others can serve.</summary>
    Open,

    /// <summary>The time is over: one call at a time is let through to find out.</summary>
    HalfOpen,
}
