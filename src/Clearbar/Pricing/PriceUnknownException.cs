namespace Clearbar.Pricing;

/// <summary>A usage has no price. Thrown where a caller took a card for granted; the amount is absent, never zero (invariant I6).</summary>
public sealed class PriceUnknownException : Exception
{
    public PriceUnknownException()
        : this(PriceErrorCode.PriceUnknownForDate)
    {
    }

    public PriceUnknownException(string message)
        : base(message)
    {
    }

    public PriceUnknownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public PriceUnknownException(PriceErrorCode code)
        : base(code == PriceErrorCode.CacheNotPricedOnSurface
            ? "The usage has cache tokens of a kind that the surface does not price for this model."
            : "The usage has no price: a count is negative or beyond 10^15.") => Code = code;

    public PriceErrorCode Code { get; }
}
