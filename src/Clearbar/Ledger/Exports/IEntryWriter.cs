namespace Clearbar.Ledger.Exports;

/// <summary>Writes entries in one export format, one after another; disposing finishes the last one but leaves the stream open.</summary>
public interface IEntryWriter : IDisposable
{
    void Write(StoredEntry entry);
}
