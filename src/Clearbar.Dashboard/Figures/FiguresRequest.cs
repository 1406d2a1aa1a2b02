namespace Clearbar.Dashboard.Figures;

/// <summary>What to read: also the key under which a read is shared.</summary>
/// <param name="LedgerDirectory">The data directory.</param>
/// <param name="Period">The stretch of time up to now.</param>
/// <param name="Baseline">Model id compared with in detail; null when there is none.</param>
public sealed record FiguresRequest(string LedgerDirectory, Period Period, string? Baseline);
