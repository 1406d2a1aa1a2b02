using Clearbar.Ledger.Rollups;

namespace Clearbar.Ledger.Postgres;

/// <summary>One entry to be written.</summary>
/// <param name="Day">Its partition.</param>
/// <param name="EntryId">Its id.</param>
/// <param name="Opened">Its opening, when the batch has one.</param>
/// <param name="Change">What of it is to be written.</param>
internal readonly record struct PostgresChange(DateOnly Day, Guid EntryId, OpenedEntry? Opened, EntryChange Change);
