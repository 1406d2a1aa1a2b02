namespace Clearbar.Upstreams.Emulator;

/// <summary>How an attempt ended, seen from the emulator.</summary>
public enum BillOutcome
{
    /// <summary>The emulator is still answering.</summary>
    Open,

    /// <summary>The last byte of the answer was handed to the connection.</summary>
    Completed,

    /// <summary>The answer broke off: the caller left, or a fault cut it. What was generated until then is billed.</summary>
    Incomplete,

    /// <summary>An error instead of an answer; nothing is billed.</summary>
    Refused,
}
