using Clearbar.Certificates.Online;
using Microsoft.Extensions.Logging;

namespace Clearbar.Shadows;

internal static partial class ShadowLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The shadow of request {RequestId} failed and is left out")]
    public static partial void Failed(ILogger logger, string requestId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Class {Class}, asked for {Reference}: {Kind} {Policy}: {Why}")]
    public static partial void Changed(ILogger logger, string @class, string reference, PolicyEventKind kind, string policy, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was learned could not be written down; it is tried again in a few seconds")]
    public static partial void NotStored(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    public static partial void Damaged(ILogger logger, string problem);
}
