namespace Clearbar.Upstreams;

/// <summary>How long a deployment may take for each part of a call before the gateway gives up on it.</summary>
public sealed record UpstreamTimeouts
{
    public static UpstreamTimeouts Default { get; } = new();

    /// <summary>Until a TCP connection stands. Default 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From sending to the status line. An answer that is not streamed begins only when it is whole, so this is also the time it may take
    /// in all. Default 10 minutes: what the official clients allow a call.
    /// </summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Silence within an answer. Default 15 minutes: models think for minutes between two events (requirement 26).</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(15);
}
