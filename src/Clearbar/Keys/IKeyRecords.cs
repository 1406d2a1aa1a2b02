namespace Clearbar.Keys;

/// <summary>
/// Where the entries of issued keys are kept. All members throw <see cref="KeyStoreException"/> when it cannot be read or written.
/// </summary>
public interface IKeyRecords
{
    /// <summary>What messages call it: a path, or a database.</summary>
    string Name { get; }

    /// <summary>Whether other machines read it too; then the master key must be one they all have.</summary>
    bool IsShared { get; }

    /// <summary>Differs from an earlier one when entries have changed since.</summary>
    string Stamp();

    /// <summary>Every entry, oldest first; none when nothing was ever written.</summary>
    IReadOnlyList<StoredKey> Read();

    /// <summary>
    /// Reads, changes and writes the entries; nobody else changes them meanwhile, and nothing is written when <paramref name="change"/> throws.
    /// It may replace entries and add some at the end.
    /// </summary>
    T Change<T>(Func<List<StoredKey>, T> change);
}
