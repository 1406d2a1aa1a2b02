namespace Clearbar.Ledger.Reconciling;

/// <summary>Where tokens were bought, as far as a bill tells it apart. AWS bills geographic profiles and bare ids alike, as regional.</summary>
public enum BillScope : byte
{
    /// <summary>The bill does not say, or there is only one.</summary>
    Any,
    Global,
    Regional,
    Gov,

    /// <summary>US-only inference on the direct API.</summary>
    UsOnly,
}
