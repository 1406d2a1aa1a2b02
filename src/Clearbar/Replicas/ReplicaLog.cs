using Microsoft.Extensions.Logging;

namespace Clearbar.Replicas;

internal static partial class ReplicaLog
{
    [LoggerMessage(4200, LogLevel.Error, "The database that replicas share does not answer; budgets are spent from the slices leased, keys and configuration stay as they are: {Reason}", EventName = "ReplicasCutOff")]
    public static partial void Lost(ILogger logger, Exception exception, string reason);

    [LoggerMessage(4201, LogLevel.Information, "The database that replicas share answers again", EventName = "ReplicasBack")]
    public static partial void Found(ILogger logger);
}
