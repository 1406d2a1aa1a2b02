namespace Clearbar.Pricing;

/// <summary>A price or model file cannot be used. <see cref="Errors"/> lists everything that is wrong with it, each with its key.</summary>
public sealed class PriceBookException : Exception
{
    public PriceBookException()
        : this([])
    {
    }

    public PriceBookException(string message)
        : this([message])
    {
    }

    public PriceBookException(string message, Exception innerException)
        : base(message, innerException) => Errors = [message];

    public PriceBookException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    public IReadOnlyList<string> Errors { get; }
}
