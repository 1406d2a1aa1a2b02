using Clearbar.Pricing;

namespace Clearbar.Cli.Calibrating;

/// <summary>What <c>clearbar calibrate --requests</c> was told.</summary>
internal sealed record LiveOptions
{
    public required FileInfo Requests { get; init; }

    public required Usd MaxCost { get; init; }

    /// <summary>Cheapest first, the last one is the reference.</summary>
    public required IReadOnlyList<string> Rungs { get; init; }

    public FileInfo? Config { get; init; }

    /// <summary>The ledger's directory; null: a temporary one.</summary>
    public string? Data { get; init; }

    public FileInfo? Record { get; init; }

    public bool Emulate { get; init; }

    /// <summary>The emulator's answer sheet.</summary>
    public FileInfo? Answers { get; init; }
}
