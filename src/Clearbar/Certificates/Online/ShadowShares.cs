namespace Clearbar.Certificates.Online;

/// <summary>Limits of the share of a class's requests that is shadowed.</summary>
/// <param name="Least">Share of a class about which something is still to be learned, even if the cap gives it less; the budget still holds.</param>
/// <param name="Most">Share no class exceeds, 0 to 1.</param>
public readonly record struct ShadowShares(double Least, double Most)
{
    /// <summary>One request in five hundred to one in five.</summary>
    public static ShadowShares Default { get; } = new(0.002, 0.2);
}
