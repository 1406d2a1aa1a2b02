using Clearbar.Ledger;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

internal static partial class SideCallsLog
{
    [LoggerMessage(1014, LogLevel.Error, "Request {RequestId}: the ledger cannot record a {Purpose} call, its answer is not used", EventName = "SideCallUnrecorded")]
    public static partial void Unrecorded(ILogger logger, EntryOutcome purpose, string requestId, Exception exception);
}
