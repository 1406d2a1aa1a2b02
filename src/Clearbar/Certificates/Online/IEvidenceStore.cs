namespace Clearbar.Certificates.Online;

/// <summary>Where a replica keeps its counts and finds those of the others. One thread at a time.</summary>
public interface IEvidenceStore : IDisposable
{
    /// <summary>What this replica stored before; empty when nothing.</summary>
    BookState Load();

    /// <summary>
    /// Stores this replica's counts in place of those it stored before, and its spending with them, and gives the sum of what all others stored. All
    /// exchanges of a store come one after another: each sum holds every pair that the one before it held.
    /// </summary>
    /// <param name="own">The counts; those of a class that did not change are the same object as the last time.</param>
    /// <param name="budget">The day's dollars, divided anew where they are shared.</param>
    /// <param name="isStopping">Nothing will be spent any more.</param>
    EvidenceExchange Exchange(BookState own, ShadowBudget budget, bool isStopping);
}
