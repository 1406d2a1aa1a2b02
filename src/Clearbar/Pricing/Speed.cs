namespace Clearbar.Pricing;

/// <summary>Speed of a response on the direct API.</summary>
public enum Speed : byte
{
    Standard,
    Fast,
}
