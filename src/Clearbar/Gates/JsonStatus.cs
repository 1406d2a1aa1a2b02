namespace Clearbar.Gates;

/// <summary>How reading an answer as JSON ended.</summary>
public enum JsonStatus : byte
{
    /// <summary>Strict JSON as it came.</summary>
    Valid,

    /// <summary>JSON after repair.</summary>
    Repaired,

    /// <summary>Not JSON, and not repairable without guessing.</summary>
    NotJson,

    /// <summary>The tool whose input should be read was not called.</summary>
    ToolNotCalled,
}
