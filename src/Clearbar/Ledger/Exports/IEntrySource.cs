namespace Clearbar.Ledger.Exports;

/// <summary>Where whole entries are read from, one after another: a store or an export of one. Never holds more than one in memory.</summary>
public interface IEntrySource : IDisposable
{
    /// <summary>Entries opened in <c>[from, to)</c>, oldest first as far as the source knows an order; may be enumerated more than once.</summary>
    /// <param name="from">First instant read; null for the beginning.</param>
    /// <param name="to">First instant no longer read; null for the end.</param>
    IEnumerable<StoredEntry> Read(DateTimeOffset? from, DateTimeOffset? to);

    /// <summary>Every entry of one request, in the order of its attempts.</summary>
    /// <param name="requestId">The id as the client saw it in <c>x-clearbar-id</c>.</param>
    IEnumerable<StoredEntry> ReadRequest(string requestId) =>
        Read(null, null).Where(entry => entry.RequestId == requestId).OrderBy(static entry => entry.Attempt);
}
