namespace Clearbar.Budgets;

/// <summary>
/// All counters of one budget. Guarded by the lock of the <see cref="MemoryBudgetCounters"/> that owns it.
/// </summary>
/// <param name="knownSince">
/// Attempts that were reserved from here on are counted as they happen; what was opened earlier in the window is the ledger's to tell.
/// </param>
internal sealed class BudgetBook(Budget budget, DateTimeOffset knownSince)
{
    /// <summary>Windows kept per part: this one, and those that a clock set back may return to.</summary>
    private const int KeptWindows = 3;

    public Budget Budget { get; set; } = budget;

    public DateTimeOffset KnownSince => knownSince;

    public bool IsLoaded { get; set; }

    public Dictionary<(string Part, DateTimeOffset Start), BudgetCell> Cells { get; } = [];

    public BudgetCell CellOf(string part, BudgetWindow window)
    {
        if (!Cells.TryGetValue((part, window.Start), out var cell))
        {
            cell = new BudgetCell(this, part, window);
            Cells.Add((part, window.Start), cell);
            Forget(part);
        }

        return cell;
    }

    private void Forget(string part)
    {
        BudgetCell? oldest = null;
        var count = 0;
        foreach (var cell in Cells.Values)
        {
            if (cell.Part == part)
            {
                count++;
                oldest = oldest is null || cell.Window.Start < oldest.Window.Start ? cell : oldest;
            }
        }

        if (count > KeptWindows && oldest!.Live == 0)
        {
            Cells.Remove((part, oldest.Window.Start));
        }
    }
}
