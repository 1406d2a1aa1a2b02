using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Cli.Demo;

/// <summary>One pass with what the ledger says it cost.</summary>
public sealed record DemoOutcome(DemoPass Pass, DemoPassResult Result, LedgerReport Ledger)
{
    public Usd Cost => Ledger.Total.Cost;

    /// <summary>US dollars per 1,000 messages.</summary>
    public decimal PerThousand => Result.Answered == 0 ? 0 : Cost.Amount / Result.Answered * 1000;
}

/// <summary>Everything the demo found out; the table and the JSON are two views of it.</summary>
public sealed record DemoReport
{
    public required int Trained { get; init; }

    public required int Sent { get; init; }

    public required double TrainSeconds { get; init; }

    public required double RunSeconds { get; init; }

    public required double Threshold { get; init; }

    public required double TargetAgreement { get; init; }

    /// <summary>The class with its whole ladder.</summary>
    public required DemoOutcome Clearbar { get; init; }

    /// <summary>The same ladder without rung 0.</summary>
    public required DemoOutcome WithoutLocal { get; init; }

    /// <summary>What the bill usually looks like: the top tier for everything, nothing cached.</summary>
    public required DemoOutcome Baseline { get; init; }

    /// <summary>The top tier for everything, with the prompt cache.</summary>
    public required DemoOutcome BaselineCached { get; init; }

    /// <summary>Every other single tier that was run.</summary>
    public required IReadOnlyList<DemoOutcome> Others { get; init; }

    public required string DataDirectory { get; init; }

    /// <summary>Each lever is the difference of two runs, so they add up to the whole saving exactly.</summary>
    public IReadOnlyList<(string Lever, Usd Saved)> Levers =>
    [
        ("prompt cache (all Opus: uncached → cached)", Baseline.Cost - BaselineCached.Cost),
        ("tier (all Opus → the ladder from Haiku up)", BaselineCached.Cost - WithoutLocal.Cost),
        ("local answers (rung 0 before the ladder)", WithoutLocal.Cost - Clearbar.Cost),
    ];
}
