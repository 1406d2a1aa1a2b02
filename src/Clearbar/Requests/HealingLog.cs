using Microsoft.Extensions.Logging;

namespace Clearbar.Requests;

internal static partial class HealingLog
{
    [LoggerMessage(1012, LogLevel.Warning, "Request {RequestId}: {Deployment} refused a part of it for {Model} and answered without; edits {Edits}", EventName = "Healed")]
    public static partial void Healed(ILogger logger, string requestId, string deployment, string model, string edits);
}
