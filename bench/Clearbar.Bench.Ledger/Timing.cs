namespace Clearbar.Bench.Ledger;

/// <summary>How long one round took.</summary>
/// <param name="Wall">Elapsed time; means little on a busy machine.</param>
/// <param name="Cpu">Processor time of this process, kernel included.</param>
internal readonly record struct Timing(TimeSpan Wall, TimeSpan Cpu)
{
    public static Timing Of(Action work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        work();
        return new Timing(clock.Elapsed, Environment.CpuUsage.TotalTime - cpu);
    }
}
