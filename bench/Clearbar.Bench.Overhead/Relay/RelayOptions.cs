namespace Clearbar.Bench.Overhead.Relay;

/// <summary>How long and how often the relay bench measures, and which lanes.</summary>
internal sealed record RelayOptions
{
    /// <summary>Path of <c>Clearbar.Cli.dll</c>.</summary>
    public required string Gateway { get; init; }

    public required bool Quick { get; init; }

    /// <summary>Servers are bound to cores: upstream and load to one, the server in the middle to the other.</summary>
    public required bool Pinned { get; init; }

    public required IReadOnlyList<RelayLane> Lanes { get; init; }

    /// <summary>Body sizes measured.</summary>
    public required IReadOnlyList<(string Name, int Bytes)> Sizes { get; init; }

    public static IReadOnlyList<(string Name, int Bytes)> AllSizes { get; } = [("1k", 1 << 10), ("64k", 64 << 10), ("1m", 1 << 20)];

    /// <summary>Connections on which CPU time is measured: enough for a server to have something to do all the time.</summary>
    public const int Busy = 16;

    public int Rounds => Quick ? 3 : 5;

    public TimeSpan Slot => TimeSpan.FromMilliseconds(Quick ? 150 : 300);

    /// <summary>Warm-up of each target before the scenarios of one client's dialect, all of them together.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 3 : 12);
}
