namespace Clearbar.Bench.Overhead.Relay;

/// <summary>Everything one run of the relay bench measured.</summary>
/// <param name="Entries">Entries the gateways' ledgers held: one per request sent, all settled and priced.</param>
internal sealed record RelayResult(RelayOptions Options, IReadOnlyList<RelayRow> Rows, long Entries)
{
    /// <summary>Of each core's throughput: at least the passthrough's where bytes pass as they are.</summary>
    public const double Goal = 1.0;

    public int Judged => Rows.Count(static row => row.Lane.IsSameDialect);

    public int Met => Rows.Count(static row => row.Lane.IsSameDialect && row.ThroughputPerCore >= Goal);
}
