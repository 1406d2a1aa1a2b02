using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Pricing;

/// <summary>A charge, or the reason why there is none.</summary>
public sealed record PriceResult
{
    private PriceResult(Charge? charge, PriceError? error)
    {
        Charge = charge;
        Error = error;
    }

    public Charge? Charge { get; }

    public PriceError? Error { get; }

    [MemberNotNullWhen(true, nameof(Charge))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsPriced => Charge is not null;

    public static PriceResult Of(Charge charge) => new(charge, null);

    public static PriceResult Of(PriceError error) => new(null, error);
}
