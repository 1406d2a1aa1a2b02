namespace Clearbar.Configuration;

/// <summary>One thing wrong with the configuration: the full key, and what to change.</summary>
public sealed record ConfigError(string Key, string Message)
{
    public override string ToString() => $"{Key}: {Message}";
}
