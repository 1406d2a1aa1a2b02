namespace Clearbar.Ledger.Journal;

/// <summary>A place between two records of the journal.</summary>
/// <param name="Segment">Number of the segment file, from 1, never reused.</param>
/// <param name="Offset">Bytes from the start of that file.</param>
public readonly record struct JournalPosition(long Segment, long Offset) : IComparable<JournalPosition>
{
    public static bool operator <(JournalPosition left, JournalPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(JournalPosition left, JournalPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(JournalPosition left, JournalPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(JournalPosition left, JournalPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(JournalPosition other) =>
        Segment != other.Segment ? Segment.CompareTo(other.Segment) : Offset.CompareTo(other.Offset);

    public override string ToString() => $"{Segment}:{Offset}";
}
