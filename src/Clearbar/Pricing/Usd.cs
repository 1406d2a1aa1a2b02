using System.Globalization;

namespace Clearbar.Pricing;

/// <summary>
/// An exact amount of US dollars. Arithmetic never rounds; <see cref="MicroUsd"/> rounds once, half away from zero.
/// </summary>
public readonly record struct Usd(decimal Amount) : IComparable<Usd>
{
    public static readonly Usd Zero;

    /// <summary>The amount in micro-dollars, rounded half away from zero (the rounding rule of the price book, rule 2.9).</summary>
    public long MicroUsd => (long)decimal.Round(Amount * 1_000_000m, 0, MidpointRounding.AwayFromZero);

    public static Usd FromMicro(long microUsd) => new(microUsd / 1_000_000m);

    public static Usd operator +(Usd left, Usd right) => new(left.Amount + right.Amount);

    public static Usd operator -(Usd left, Usd right) => new(left.Amount - right.Amount);

    public static bool operator <(Usd left, Usd right) => left.Amount < right.Amount;

    public static bool operator >(Usd left, Usd right) => left.Amount > right.Amount;

    public static bool operator <=(Usd left, Usd right) => left.Amount <= right.Amount;

    public static bool operator >=(Usd left, Usd right) => left.Amount >= right.Amount;

    public static Usd Add(Usd left, Usd right) => left + right;

    public static Usd Subtract(Usd left, Usd right) => left - right;

    public int CompareTo(Usd other) => Amount.CompareTo(other.Amount);

    /// <summary>The exact amount as a decimal string without trailing zeros, for example <c>0.047205</c>.</summary>
    public override string ToString() => Amount.ToString("0.############################", CultureInfo.InvariantCulture);
}
