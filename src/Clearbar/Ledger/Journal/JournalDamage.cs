namespace Clearbar.Ledger.Journal;

/// <summary>A stretch of the journal that could not be read.</summary>
/// <param name="Segment">Segment it is in.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Bytes of it; 0 when the whole segment is missing.</param>
/// <param name="KeptAs">Path of the <c>.corrupt</c> file with a copy of the bytes; null when nothing was there to copy.</param>
/// <param name="What">In words, for the log.</param>
public sealed record JournalDamage(long Segment, long Offset, long Length, string? KeptAs, string What);
