namespace Clearbar.Certificates.Online;

/// <summary>What is watched on the requests a granted policy serves.</summary>
public enum ServedSignal : byte
{
    /// <summary>The first rung's answer failed the class's gates.</summary>
    GateFailed,

    /// <summary>Refused, cut off, or ended in another way the class does not expect.</summary>
    OddStop,

    /// <summary>Less than half or more than twice the class's usual output length.</summary>
    LengthOff,

    /// <summary>The application reported that the answer was bad.</summary>
    BadOutcome,
}
