namespace Clearbar.Bench.Overhead.Streams;

/// <summary>How many streams are opened, and at what pace they go.</summary>
internal sealed record StreamsOptions
{
    /// <summary>Path of <c>Clearbar.Cli.dll</c>.</summary>
    public required string Gateway { get; init; }

    public required bool Quick { get; init; }

    /// <summary>Servers are bound to cores: upstream and load to one, the server in the middle to the other.</summary>
    public required bool Pinned { get; init; }

    /// <summary>Streams open at once.</summary>
    public int Count => Quick ? 500 : 2_000;

    /// <summary>Milliseconds between two events of a stream; 37 of them must take longer than opening all and looking at them.</summary>
    public int PaceMs => Quick ? 500 : 1_000;

    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 3 : 6);

    /// <summary>How often memory is read while all are open, a quarter of a second apart.</summary>
    public int Samples => Quick ? 12 : 24;

    /// <summary>Opened and waiting for their first byte at once: a server is not to be judged by a flood of connections.</summary>
    public const int OpeningAtOnce = 64;
}
