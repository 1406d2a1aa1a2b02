namespace Clearbar.Pricing.Cases;

/// <summary>A case has no price: a rule refuses it, or it cannot be read.</summary>
internal sealed class CaseException : Exception
{
    public CaseException(PriceError error)
        : base(error.Message) => Error = error;

    public CaseException()
        : this("")
    {
    }

    public CaseException(string message)
        : this(new PriceError(PriceErrorCode.InvalidCase, message))
    {
    }

    public CaseException(string message, Exception innerException)
        : base(message, innerException) => Error = new PriceError(PriceErrorCode.InvalidCase, message);

    public PriceError Error { get; }
}
