namespace Clearbar.Bench.Ledger;

/// <summary>How long so many entries took.</summary>
internal readonly record struct Timing(int Entries, TimeSpan Time);
