using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>A limit in money as the owner wrote it. Immutable; part of a configuration.</summary>
public sealed record Budget
{
    /// <summary>Unique; what headers, logs and errors call it.</summary>
    public required string Name { get; init; }

    public TrafficMatch Match { get; init; } = TrafficMatch.Everything;

    /// <summary>Who has a counter of his own.</summary>
    public TrafficPart Each { get; init; }

    public BudgetPeriod Per { get; init; } = BudgetPeriod.Month;

    /// <summary>Distance from UTC of the place whose midnight starts a window.</summary>
    public TimeSpan Offset { get; init; }

    public required Usd Limit { get; init; }

    /// <summary>True refuses what does not fit; false only warns.</summary>
    public bool IsHard { get; init; } = true;

    /// <summary>
    /// What an attempt without a known price is charged. Null: a hard budget refuses it, a soft one cannot count it (invariant I6).
    /// </summary>
    public Usd? UnknownPrice { get; init; }

    /// <summary>An open tool loop may overdraw a hard budget by one attempt, so that paid work is not thrown away half-way.</summary>
    public bool GraceToolLoops { get; init; } = true;

    /// <summary>Receives a small JSON when a warning threshold is crossed.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>
    /// What makes two budgets the same counter across a change of configuration: a new limit or mode keeps what was spent, another match
    /// or period
    /// is another budget.
    /// </summary>
    public string Id => $"{Name}|{Match}|{Each}|{Per}|{Offset}";

    public BudgetWindow WindowAt(DateTimeOffset now) => BudgetWindow.Of(Per, now, Offset);
}
