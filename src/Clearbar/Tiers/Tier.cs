namespace Clearbar.Tiers;

/// <summary>A capability level. Which model serves it is configuration, never a literal in code.</summary>
public enum Tier : byte
{
    Haiku,
    Sonnet,
    Opus,
}
