using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

internal static partial class RefusedStreamsLog
{
    [LoggerMessage(1050, LogLevel.Error, "Request {RequestId}: what its refused answer has cost could not be recorded yet", EventName = "RefusedUnrecorded")]
    public static partial void Unrecorded(ILogger logger, string requestId, Exception exception);
}
