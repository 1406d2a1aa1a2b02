namespace Clearbar.Tiers;

/// <summary>Bedrock endpoint kind. Other surfaces use <see cref="None"/>.</summary>
public enum Scope : byte
{
    None,
    Global,
    Geo,
    InRegion,
    Gov,
}
