using System.Globalization;

namespace Clearbar.Gates;

/// <summary>How a gate says that a number is too small.</summary>
internal static class Threshold
{
    /// <summary>For example <c>confidence 0.41 &lt; 0.80</c>; more decimals where two would show the same number twice: "0.80 &lt; 0.80" explains nothing.</summary>
    public static string Missed(string name, double value, double atLeast)
    {
        var format = Math.Round(value, 2) < Math.Round(atLeast, 2) ? "0.00" : "0.0000##########";
        return $"{name} {value.ToString(format, CultureInfo.InvariantCulture)} < {atLeast.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
