namespace Clearbar.Ledger.Journal;

/// <summary>The directory the segments live in.</summary>
public interface IJournalFiles
{
    /// <summary>Where that is, for messages.</summary>
    string Location { get; }

    /// <summary>
    /// The journal's id as noted beside the segments, null when it never was: a store shared by several journals must recognise this one even
    /// after a power cut that tore the header of its only segment.
    /// </summary>
    Guid? NotedId { get; set; }

    /// <summary>Numbers of the segments there, ascending.</summary>
    IReadOnlyList<long> List();

    /// <summary>Creates or empties a segment for writing.</summary>
    IJournalFile Create(long segment);

    IJournalFile OpenRead(long segment);

    /// <summary>Opens an existing segment so that it can be truncated.</summary>
    IJournalFile OpenWrite(long segment);

    void Delete(long segment);

    /// <summary>Keeps damaged bytes for a person to look at; writing the same place twice replaces it. Returns the file's path.</summary>
    string KeepAside(long segment, long offset, ReadOnlySpan<byte> bytes);
}
