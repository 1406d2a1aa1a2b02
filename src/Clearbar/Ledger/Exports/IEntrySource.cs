namespace Clearbar.Ledger.Exports;

/// <summary>Where whole entries are read from, one after another: a store or an export of one. Never holds more than one in memory.</summary>
public interface IEntrySource : IDisposable
{
    /// <summary>Entries opened in <c>[from, to)</c>, oldest first as far as the source knows an order; may be enumerated more than once.</summary>
    /// <param name="from">First instant read; null for the beginning.</param>
    /// <param name="to">First instant no longer read; null for the end.</param>
    IEnumerable<StoredEntry> Read(DateTimeOffset? from, DateTimeOffset? to);
}
