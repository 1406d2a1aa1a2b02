namespace Clearbar.Gates;

/// <summary>Outcome of a repair: strict JSON for <c>Valid</c> (the bytes given) and <c>Repaired</c> (new bytes), empty for <c>NotJson</c>.</summary>
public readonly record struct JsonRepairResult(JsonStatus Status, ReadOnlyMemory<byte> Utf8)
{
    public bool WasRepaired => Status == JsonStatus.Repaired;
}
