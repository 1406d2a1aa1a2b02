namespace Clearbar.Pricing;

/// <summary>What a charge line counts, in the order lines are listed.</summary>
public enum ChargeItem : byte
{
    Input,
    CacheWrite5m,
    CacheWrite1h,
    CacheRead,
    Output,
    WebSearch,
    CodeExecution,
    SessionRuntime,
}
