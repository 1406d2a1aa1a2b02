using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Writing;

/// <summary>Everything a dialect writes about one answer.</summary>
internal sealed record EmulatedResponse
{
    public required string Id { get; init; }

    public required EmulatedModel Model { get; init; }

    public required EmulatedAnswer Answer { get; init; }

    /// <summary>The five buckets of the whole answer.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>Modelled latency in milliseconds, whatever the time scale.</summary>
    public required long LatencyMilliseconds { get; init; }

    public required long FirstByteMilliseconds { get; init; }

    public bool TellStopSequence { get; init; }
}
