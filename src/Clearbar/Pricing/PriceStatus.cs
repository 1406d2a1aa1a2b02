namespace Clearbar.Pricing;

/// <summary>How far a charge can be trusted. An unknown price is never zero (invariant I6).</summary>
public enum PriceStatus : byte
{
    /// <summary>Final usage at a published price.</summary>
    Exact,

    /// <summary>Usage or price is estimated: a cut stream, a derived rate, a ceiling.</summary>
    Estimated,

    /// <summary>No price is known for this usage; the amount is not zero but absent.</summary>
    Unknown,
}
