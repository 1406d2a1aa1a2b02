using Microsoft.Extensions.Logging;

namespace Clearbar.Ledger;

/// <summary>What the ledger says, events 2000 to 2099.</summary>
internal static partial class LedgerLog
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information,
        Message = "Ledger open in {Directory}: journal {JournalId}, fsync {Fsync}, store {Store}")]
    public static partial void Opened(ILogger logger, string directory, Guid journalId, Journal.FsyncPolicy fsync, string store);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning,
        Message = "The journal ended in the middle of a record (a power cut or crash of the machine): "
            + "{Records} record of {Bytes} bytes cut off")]
    public static partial void TornTail(ILogger logger, int records, long bytes);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error,
        Message = "Journal segment {Segment} is damaged at byte {Offset}: {What}, {Length} bytes. "
            + "Entries recorded there are lost to the store; the bytes are kept in {KeptAs}. Check the disk")]
    public static partial void Damaged(ILogger logger, long segment, long offset, string what, long length, string keptAs);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning,
        Message = "{Count} entries of an earlier run were opened and never settled: marked abandoned, each at its ceiling")]
    public static partial void Abandoned(ILogger logger, int count);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Information,
        Message = "Recovered {Records} journal records that an earlier run had not drained")]
    public static partial void Recovered(ILogger logger, long records);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Error,
        Message = "The ledger's store cannot be used ({Reason}). Traffic goes on, entries wait in the journal; next try in {Delay}")]
    public static partial void StoreFailed(ILogger logger, Exception cause, string reason, TimeSpan delay);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Information, Message = "The ledger's store works again after {Duration}")]
    public static partial void StoreRecovered(ILogger logger, TimeSpan duration);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Error, Message = "The journal could not be flushed to the disk: {Reason}")]
    public static partial void FsyncFailed(ILogger logger, Exception cause, string reason);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Warning,
        Message = "Ledger closed with records not yet in the store ({Reason}); they are in the journal and the next start drains them")]
    public static partial void ClosedUndrained(ILogger logger, Exception? cause, string reason);

    [LoggerMessage(EventId = 2009, Level = LogLevel.Warning,
        Message = "The store's position {Stored} lies beyond the journal's end {End} (journal files were removed): "
            + "draining again from {Oldest}")]
    public static partial void PositionBeyondEnd(ILogger logger, string stored, string end, string oldest);

    [LoggerMessage(EventId = 2010, Level = LogLevel.Error,
        Message = "The journal cannot be written ({Reason}); {Count} settlements wait in memory and are written as soon as it can")]
    public static partial void SettlementsOwed(ILogger logger, string reason, int count);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Information, Message = "The journal can be written again; no settlement waits any more")]
    public static partial void SettlementsWritten(ILogger logger);
}
