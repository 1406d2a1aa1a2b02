using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Calibrating;

/// <summary>What a run of <c>clearbar calibrate</c> said, and what its ledger has.</summary>
public sealed record CalibrationRun(int ExitCode, string Output, string Talk, IReadOnlyList<LedgerRow> Ledger)
{
    /// <summary>US dollars, an attempt of unknown cost at its ceiling.</summary>
    public decimal Spent => Ledger.Sum(static row => (row.Cost ?? row.Ceiling)!.Value.Amount);
}
