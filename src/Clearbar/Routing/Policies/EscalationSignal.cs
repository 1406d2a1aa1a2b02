namespace Clearbar.Routing.Policies;

/// <summary>What makes a chain go on to its next rung.</summary>
public enum EscalationSignal : byte
{
    /// <summary>Nothing: a chain of one rung.</summary>
    None,

    /// <summary>The class's gates did not pass.</summary>
    Gates,

    /// <summary>The gates did not pass, or the answer differs from that of the rung before it.</summary>
    Agreement,
}
