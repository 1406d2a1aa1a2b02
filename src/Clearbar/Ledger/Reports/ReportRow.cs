using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Reports;

/// <summary>The figures of one group of attempts. What is not known for certain stands beside <see cref="Cost"/>, never in it.</summary>
public sealed record ReportRow
{
    /// <summary>The group's name: a day, a key id, a class …; empty for the total.</summary>
    public required string Name { get; init; }

    /// <summary>Requests that began in this group, counted at their first attempt: groups add up to the total.</summary>
    public required long Requests { get; init; }

    public required long Attempts { get; init; }

    /// <summary>Attempts whose answer the client got; at most one per request.</summary>
    public required long Accepted { get; init; }

    /// <summary>Attempts answered by the emulator: nothing was really spent on these.</summary>
    public required long Emulated { get; init; }

    /// <summary>Tokens the upstreams reported, all attempts.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>Charges of all settled attempts whose price is known, exact.</summary>
    public required Usd Cost { get; init; }

    /// <summary>The part of <see cref="Cost"/> whose status is estimated.</summary>
    public required Usd EstimatedCost { get; init; }

    /// <summary>Attempts a gate did not pass.</summary>
    public required long Escalated { get; init; }

    /// <summary>The part of <see cref="Cost"/> paid for them.</summary>
    public required Usd EscalatedCost { get; init; }

    /// <summary>Attempts that failed, broke off or whose client hung up.</summary>
    public required long Lost { get; init; }

    /// <summary>The part of <see cref="Cost"/> paid for them.</summary>
    public required Usd LostCost { get; init; }

    /// <summary>Calls the gateway made for itself: shadows, further samples, judges.</summary>
    public long Aside { get; init; }

    /// <summary>The part of <see cref="Cost"/> paid for them.</summary>
    public Usd AsideCost { get; init; }

    /// <summary>Attempts whose gateway died before it settled them.</summary>
    public required UncertainAmount Abandoned { get; init; }

    /// <summary>Attempts not settled yet.</summary>
    public required UncertainAmount Open { get; init; }

    /// <summary>Settled attempts without a known price.</summary>
    public required UncertainAmount Unpriced { get; init; }
}
