namespace Clearbar.Certificates.Online;

/// <summary>Where a replica keeps its counts and finds those of the others. One thread at a time.</summary>
public interface IEvidenceStore : IDisposable
{
    /// <summary>What this replica stored before; empty when nothing.</summary>
    BookState Load();

    /// <summary>Stores this replica's counts in place of those it stored before, and gives the sum of what all others stored.</summary>
    BookState Exchange(BookState own);
}
