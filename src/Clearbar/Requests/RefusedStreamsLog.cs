using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

internal static partial class RefusedStreamsLog
{
    [LoggerMessage(1050, LogLevel.Error, "Request {RequestId}: its refused answer could not be settled", EventName = "RefusedNotSettled")]
    public static partial void NotSettled(ILogger logger, string requestId, Exception exception);
}
