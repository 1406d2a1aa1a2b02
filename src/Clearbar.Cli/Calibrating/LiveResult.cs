using Clearbar.Pricing;

namespace Clearbar.Cli.Calibrating;

/// <summary>How a run of live calls went.</summary>
internal sealed record LiveResult
{
    /// <summary>Requests asked on every rung in this run.</summary>
    public required int Done { get; init; }

    /// <summary>Requests that a rung did not answer.</summary>
    public required int Failed { get; init; }

    /// <summary>The first of them, with its reason.</summary>
    public string? FirstFailure { get; init; }

    /// <summary>Why the run ended before its last request; null when it did not.</summary>
    public string? Stopped { get; init; }

    public required Usd Spent { get; init; }
}
