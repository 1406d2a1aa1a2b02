using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

internal static partial class JourneyLog
{
    [LoggerMessage(1000, LogLevel.Error, "Request {RequestId} refused: the ledger cannot record it", EventName = "LedgerUnavailable")]
    public static partial void LedgerUnavailable(ILogger logger, string requestId, Exception exception);

    [LoggerMessage(1001, LogLevel.Warning, "No price for {Model} at {Deployment}: spending on it is recorded as unknown", EventName = "PriceUnknown")]
    public static partial void PriceUnknown(ILogger logger, string model, string deployment);

    [LoggerMessage(1002, LogLevel.Error, "Request {RequestId} failed in the gateway", EventName = "GatewayFault")]
    public static partial void GatewayFault(ILogger logger, string requestId, Exception exception);
}
