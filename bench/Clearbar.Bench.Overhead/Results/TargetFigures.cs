using System.Diagnostics;
using Clearbar.Bench.Overhead.Load;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>One target in one scenario. Times in microseconds, each the median over rounds; CPU over all rounds together.</summary>
internal sealed record TargetFigures
{
    public required string Target { get; init; }

    public required long Requests { get; init; }

    public required double P50 { get; init; }

    public required double P90 { get; init; }

    public required double P99 { get; init; }

    /// <summary>Time to the first byte of the body, p50.</summary>
    public required double FirstByteP50 { get; init; }

    public required double RequestsPerSecond { get; init; }

    /// <summary>CPU time of the server per request; of the upstream for the direct target.</summary>
    public required double CpuPerRequest { get; init; }

    /// <summary>p50 of each round in order, for differences between targets within a round.</summary>
    public required double[] P50OfRounds { get; init; }

    public static TargetFigures Of(string target, IReadOnlyList<SlotResult> rounds)
    {
        var requests = rounds.Sum(static round => (long)round.LastByte.Length);
        double[] p50s = [.. rounds.Select(static round => Percentile(round.LastByte, 50))];
        return new TargetFigures
        {
            Target = target,
            Requests = requests,
            P50 = Median(p50s),
            P90 = Median(rounds.Select(static round => Percentile(round.LastByte, 90))),
            P99 = Median(rounds.Select(static round => Percentile(round.LastByte, 99))),
            FirstByteP50 = Median(rounds.Select(static round => Percentile(round.FirstByte, 50))),
            RequestsPerSecond = Median(rounds.Select(static round => round.LastByte.Length / round.Elapsed.TotalSeconds)),
            CpuPerRequest = rounds.Sum(static round => round.Cpu.TotalMicroseconds) / requests,
            P50OfRounds = p50s,
        };
    }

    /// <summary>The middle value; of an even number of values the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>By nearest rank, of ascending stopwatch ticks, in microseconds.</summary>
    private static double Percentile(long[] sorted, int percent)
    {
        var rank = (int)Math.Ceiling(sorted.Length * percent / 100.0);
        return sorted[Math.Max(rank - 1, 0)] * 1_000_000.0 / Stopwatch.Frequency;
    }
}
