using System.Diagnostics;

namespace Clearbar.Bench.Ledger;

/// <summary>How long one round took.</summary>
/// <param name="Wall">Elapsed time; means little on a busy machine.</param>
/// <param name="Cpu">Processor time of this process, kernel included.</param>
/// <param name="ServerCpu">Processor time of the store's server, if it has one.</param>
internal readonly record struct Timing(TimeSpan Wall, TimeSpan Cpu, TimeSpan ServerCpu)
{
    public static Timing Longest { get; } = new(TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);

    public static Timing Of(Action work) => Of(static () => TimeSpan.Zero, work);

    public static Timing Of(IBenchStore store, Action work) => Of(store.ServerCpu, work);

    /// <summary>The better of each figure.</summary>
    public Timing Best(Timing other) => new(Min(Wall, other.Wall), Min(Cpu, other.Cpu), Min(ServerCpu, other.ServerCpu));

    private static Timing Of(Func<TimeSpan> serverCpu, Action work)
    {
        var server = serverCpu();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        work();
        return new Timing(clock.Elapsed, Environment.CpuUsage.TotalTime - cpu, serverCpu() - server);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
