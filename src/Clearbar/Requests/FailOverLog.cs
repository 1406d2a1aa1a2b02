using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

internal static partial class FailOverLog
{
    [LoggerMessage(1010, LogLevel.Warning, "Request {RequestId}: {Failed} failed with {Kind}, trying {Next}", EventName = "Retrying")]
    public static partial void Retrying(ILogger logger, string requestId, string failed, ErrorKind kind, string next);

    [LoggerMessage(1013, LogLevel.Information, "Request {RequestId}: {Silent} is silent, asking {Other} as well", EventName = "Hedging")]
    public static partial void Hedging(ILogger logger, string requestId, string silent, string other);

    [LoggerMessage(1011, LogLevel.Error, "Deployment {Deployment} is left alone for {Model}: {Reason}", EventName = "CircuitOpened")]
    public static partial void CircuitOpened(ILogger logger, string deployment, string model, string reason);
}
