namespace Clearbar.Bench.Overhead.Results;

/// <summary>What the targets are called in tables and JSON.</summary>
internal static class TargetName
{
    /// <summary>The upstream itself, nothing in between.</summary>
    public const string Direct = "direct";

    public const string Passthrough = "passthrough";

    public const string Nginx = "nginx";

    public const string Gateway = "gateway";
}
