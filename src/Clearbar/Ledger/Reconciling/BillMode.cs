namespace Clearbar.Ledger.Reconciling;

/// <summary>How tokens were delivered, as far as a bill tells it apart.</summary>
public enum BillMode : byte
{
    Standard,
    Batch,
    Priority,
    Flex,
}
