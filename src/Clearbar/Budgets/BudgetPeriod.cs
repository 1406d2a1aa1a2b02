namespace Clearbar.Budgets;

/// <summary>How long a budget lasts before it starts again. Weeks start on Monday (ISO 8601).</summary>
public enum BudgetPeriod : byte
{
    Day,
    Week,
    Month,

    /// <summary>Never starts again.</summary>
    Total,
}
