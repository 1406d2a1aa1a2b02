namespace Clearbar.Certificates.Online;

/// <summary>What an exchange with an evidence store brought.</summary>
/// <param name="Others">The sum of what all other replicas stored; classes of several bases stand in it once for each.</param>
public sealed record EvidenceExchange(BookState Others)
{
    /// <summary>Nobody else stores anything.</summary>
    public static EvidenceExchange Alone { get; } = new(BookState.Empty);

    /// <summary>
    /// What this replica had stored itself, when that is newer than what it came with (its file was lost or is old): to be taken instead. Nothing was
    /// exchanged then.
    /// </summary>
    public BookState? Restored { get; init; }
}
