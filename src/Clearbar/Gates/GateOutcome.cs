namespace Clearbar.Gates;

/// <summary>What a gate says about an answer.</summary>
public enum GateOutcome : byte
{
    /// <summary>The answer clears this gate.</summary>
    Pass,

    /// <summary>The answer does not clear it: the next rung is tried.</summary>
    Fail,

    /// <summary>The gate cannot tell, because what it looks at is absent. Weaker than <see cref="Fail"/>, not a pass.</summary>
    Unsure,
}
