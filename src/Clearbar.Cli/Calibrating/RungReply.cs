using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Cli.Calibrating;

/// <summary>What one rung made of one request.</summary>
internal sealed record RungReply
{
    public required Answer Answer { get; init; }

    /// <summary>What it cost over all its attempts.</summary>
    public required Usd Cost { get; init; }

    /// <summary>From sending to the last byte.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>The class the gateway decided on.</summary>
    public string? Class { get; init; }

    /// <summary>The class's gates; null where nobody can say offline.</summary>
    public bool? Gate { get; init; }
}
