namespace Clearbar.Ledger.Reconciling;

/// <summary>Where on a bill an entry belongs.</summary>
/// <param name="Model">Model as bills are compared by it.</param>
/// <param name="Scope">Endpoint scope its id tells.</param>
/// <param name="InUnits">Billed in consumption units, not by tokens.</param>
/// <param name="NotHere">Why it is on no line of this bill; null when it should be on one.</param>
internal readonly record struct EntryPlace(string Model, BillScope Scope, bool InUnits, string? NotHere)
{
    public static EntryPlace Elsewhere(string why) => new("", BillScope.Any, false, why);
}
