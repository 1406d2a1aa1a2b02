using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1100, LogLevel.Information, "Configuration {Path} reloaded", EventName = "ConfigurationReloaded")]
    public static partial void Reloaded(ILogger logger, string path);

    [LoggerMessage(1101, LogLevel.Error, "Configuration {Path} is not valid, the old one stays in force: {Errors}", EventName = "ConfigurationRefused")]
    public static partial void ReloadRefused(ILogger logger, string path, string errors);

    [LoggerMessage(1102, LogLevel.Warning, "Configuration {Path}: urls, data and ledger.fsync take effect after a restart only", EventName = "ConfigurationNeedsRestart")]
    public static partial void NeedsRestart(ILogger logger, string path);
}
