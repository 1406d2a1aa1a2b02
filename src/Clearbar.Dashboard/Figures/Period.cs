namespace Clearbar.Dashboard.Figures;

/// <summary>A stretch of time that ends now.</summary>
public enum Period : byte
{
    Day,
    Week,
    Month,
    Quarter,
    All,
}
