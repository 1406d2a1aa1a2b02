namespace Clearbar.Certificates.Online;

/// <summary>What happened to a class's policy.</summary>
public enum PolicyEventKind : byte
{
    /// <summary>The evidence for a candidate reached its target.</summary>
    Promoted,

    /// <summary>A certificate of an offline calibration was taken over.</summary>
    Imported,

    /// <summary>The evidence against a granted candidate reached its target.</summary>
    Demoted,

    /// <summary>An alarm or the owner took a grant back.</summary>
    RolledBack,

    /// <summary>All evidence of the class started anew.</summary>
    Restarted,

    /// <summary>The sums of costs started anew; the pairs stay.</summary>
    PricesChanged,

    /// <summary>Traffic takes another policy than before, or the reference again.</summary>
    Chosen,

    /// <summary>The owner keeps the class on the reference.</summary>
    Frozen,

    /// <summary>The owner lets the evidence decide again.</summary>
    Thawed,
}
