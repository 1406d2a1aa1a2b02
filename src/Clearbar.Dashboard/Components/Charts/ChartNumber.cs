using System.Globalization;

namespace Clearbar.Dashboard.Components.Charts;

/// <summary>Writes coordinates as SVG reads them.</summary>
public static class ChartNumber
{
    /// <summary>At most two decimals: a hundredth of a unit is far below a pixel in every chart here.</summary>
    public static string Of(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
