namespace Clearbar.Pricing;

/// <summary>
/// A sum of dollars that loses nothing. Token charges are finite decimals, but hours repeat (an hour is 9 × 400 seconds, so a third or a
/// ninth of a digit is left over); nine times any charge is finite, so the sum is kept in ninths of a dollar and divided once.
/// </summary>
/// <param name="Ninths">Nine times the sum in US dollars.</param>
public readonly record struct ExactSum(decimal Ninths)
{
    /// <summary>The sum in dollars; a repeating fraction is cut at 28 digits.</summary>
    public Usd Total => new(Ninths / 9m);

    /// <summary>False when the sum is a repeating decimal, so that <see cref="Total"/> is not exact.</summary>
    public bool IsFinite
    {
        get
        {
            Span<int> bits = stackalloc int[4];
            decimal.GetBits(Ninths, bits);
            var mantissa = ((UInt128)(uint)bits[2] << 64) | ((ulong)(uint)bits[1] << 32) | (uint)bits[0];

            // Powers of ten have no factor of three, so only the digits decide.
            return mantissa % 9 == 0;
        }
    }

    public static ExactSum operator +(ExactSum left, ExactSum right) => new(left.Ninths + right.Ninths);

    public static ExactSum operator -(ExactSum left, ExactSum right) => new(left.Ninths - right.Ninths);

    public static ExactSum Add(ExactSum left, ExactSum right) => left + right;

    public static ExactSum Subtract(ExactSum left, ExactSum right) => left - right;

    public static ExactSum Of(Usd amount) => new(amount.Amount * 9m);

    /// <summary>The charge of <paramref name="seconds"/> at <paramref name="usdPerHour"/>.</summary>
    public static ExactSum OfSeconds(long seconds, decimal usdPerHour) => new(seconds * usdPerHour / 400m);

    /// <summary>The charge of <paramref name="milliseconds"/> at <paramref name="usdPerHour"/>.</summary>
    public static ExactSum OfMilliseconds(long milliseconds, decimal usdPerHour) => new(milliseconds * usdPerHour / 400_000m);

    /// <summary>The sum less a discount of <paramref name="percent"/> (0 to 100).</summary>
    public ExactSum Less(decimal percent) => new(Ninths * (100m - percent) / 100m);
}
