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

    /// <summary>Unix seconds; only OpenAI's dialect tells them.</summary>
    public long CreatedSeconds { get; init; }

    /// <summary>The model as the caller named it, which OpenAI's dialect repeats.</summary>
    public string ModelAsked { get; init; } = "";

    /// <summary>OpenAI's <c>stream_options.include_usage</c>.</summary>
    public bool TellUsageInStream { get; init; }
}
