namespace Clearbar.Bench.Overhead;

/// <summary>How long and how often is measured, and how it is told.</summary>
internal sealed record RunOptions
{
    /// <summary>Path of <c>Clearbar.Cli.dll</c>.</summary>
    public required string Gateway { get; init; }

    public required bool Quick { get; init; }

    /// <summary>Servers are bound to cores: upstream and load to one, the server in the middle to the other.</summary>
    public required bool Pinned { get; init; }

    /// <summary>Only scenarios of these names; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Times the whole circle of targets is gone round per scenario.</summary>
    public int Rounds => Quick ? 3 : 9;

    /// <summary>Length of one slot.</summary>
    public TimeSpan Slot => TimeSpan.FromMilliseconds(Quick ? 200 : 400);

    /// <summary>Warm-up of each target before the scenarios of one concurrency, all of them together.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 3 : 8);
}
