namespace Clearbar.Keys.Policies;

/// <summary>What a statement does to the requests it applies to.</summary>
public enum PolicyEffect : byte
{
    Allow,
    Deny,
}
