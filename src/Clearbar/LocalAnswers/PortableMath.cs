namespace Clearbar.LocalAnswers;

/// <summary>
/// Exponential and logarithm from IEEE-exact operations only. The runtime's own come from the platform's C library and may differ in the
/// last bit between systems, which would make the same training give different bytes.
/// </summary>
internal static class PortableMath
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>e^x with a relative error below 1e-14; 0 below -700, clamped above 700.</summary>
    public static double Exp(double x)
    {
        if (x < -700)
        {
            return 0;
        }

        x = Math.Min(x, 700);
        var power = Math.Floor((x / Ln2) + 0.5);
        var r = x - (power * Ln2);

        // Taylor series in Horner form; |r| <= ln2/2, so the 13th term is below 2e-16.
        var sum = 1.0;
        for (var n = 13; n > 0; n--)
        {
            sum = 1 + (sum * r / n);
        }

        return sum * BitConverter.Int64BitsToDouble((1023L + (long)power) << 52);
    }

    /// <summary>Natural logarithm of a positive normal number, relative error below 1e-14.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var power = (int)((bits >> 52) & 0x7FF) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | (1023L << 52));
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            power++;
        }

        // ln m = 2 atanh((m-1)/(m+1)); |z| <= 0.1716, so z^25 is below 1e-19.
        var z = (m - 1) / (m + 1);
        var zz = z * z;
        var sum = 0.0;
        for (var n = 23; n > 0; n -= 2)
        {
            sum = (sum * zz) + (1.0 / n);
        }

        return (2 * z * sum) + (power * Ln2);
    }

    /// <summary>ln(p / (1 - p)) with p held inside [1e-9, 1 - 1e-9].</summary>
    public static double Logit(double p)
    {
        p = Math.Clamp(p, 1e-9, 1 - 1e-9);
        return Log(p / (1 - p));
    }
}
