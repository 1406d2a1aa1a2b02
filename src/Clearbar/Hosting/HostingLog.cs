using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1100, LogLevel.Information, "Configuration {Path} reloaded", EventName = "ConfigurationReloaded")]
    public static partial void Reloaded(ILogger logger, string path);

    [LoggerMessage(1101, LogLevel.Error, "Configuration {Path} is not valid, the old one stays in force: {Errors}", EventName = "ConfigurationRefused")]
    public static partial void ReloadRefused(ILogger logger, string path, string errors);

    [LoggerMessage(1114, LogLevel.Information, "Configuration {Name} in force, pushed {At:O} by {By}", EventName = "SharedConfigurationLoaded")]
    public static partial void SharedConfiguration(ILogger logger, string name, DateTimeOffset at, string by);

    [LoggerMessage(1115, LogLevel.Error, "Configuration {Name} in force from this replica's copy, a newer one is not known until the database answers. {Problem}", EventName = "ConfigurationFromCopy")]
    public static partial void ConfigurationFromCopy(ILogger logger, string name, string problem);

    [LoggerMessage(1116, LogLevel.Error, "Configuration not read from the database or not copied, the one in force stays: {Problem}", EventName = "SharedConfigurationUnreadable")]
    public static partial void SharedConfigurationUnreadable(ILogger logger, string problem);

    [LoggerMessage(1110, LogLevel.Information, "Prices {Version} in force, before {Previous}", EventName = "PricesReloaded")]
    public static partial void PricesReloaded(ILogger logger, string version, string previous);

    [LoggerMessage(1103, LogLevel.Information, "Keys read from {Path}: {Count} in force", EventName = "KeysLoaded")]
    public static partial void KeysLoaded(ILogger logger, string path, int count);

    [LoggerMessage(1104, LogLevel.Error, "Keys not read, the old ones stay in force: {Problem}", EventName = "KeysRefused")]
    public static partial void KeysRefused(ILogger logger, string problem);

    [LoggerMessage(1106, LogLevel.Error, "Keys from this replica's copy: {Count} in force, nothing that has changed since is known until the database answers. {Problem}", EventName = "KeysFromCopy")]
    public static partial void KeysFromCopy(ILogger logger, string problem, int count);

    [LoggerMessage(1107, LogLevel.Warning, "Keys are in force, but a restart without the database will not have them: {Problem}", EventName = "KeysNotCopied")]
    public static partial void KeysNotCopied(ILogger logger, string problem);

    [LoggerMessage(1105, LogLevel.Error, "{Profile} is not known to clients until it is resolved: {Problem}", EventName = "ProfileUnresolved")]
    public static partial void ProfileUnresolved(ILogger logger, string profile, string problem);

    [LoggerMessage(1111, LogLevel.Information, "Token estimates go on from {Path}: {Classes} classes", EventName = "EstimatesLoaded")]
    public static partial void EstimatesLoaded(ILogger logger, string path, int classes);

    [LoggerMessage(1112, LogLevel.Warning, "Token estimates begin anew, {Path} cannot be used: {Problem}", EventName = "EstimatesRefused")]
    public static partial void EstimatesRefused(ILogger logger, string path, string problem);

    [LoggerMessage(1113, LogLevel.Warning, "Token estimates not saved to {Path}: {Problem}", EventName = "EstimatesNotSaved")]
    public static partial void EstimatesNotSaved(ILogger logger, string path, string problem);

    [LoggerMessage(1117, LogLevel.Warning, "Score gates pass everything until they are taught again, {Path} cannot be used: {Problem}", EventName = "ScoresRefused")]
    public static partial void ScoresRefused(ILogger logger, string path, string problem);

    [LoggerMessage(1118, LogLevel.Warning, "What score gates have learned is not saved to {Path}: {Problem}", EventName = "ScoresNotSaved")]
    public static partial void ScoresNotSaved(ILogger logger, string path, string problem);

    [LoggerMessage(1102, LogLevel.Warning, "Configuration {Path}: urls, data, keysFile, ledger and configuration take effect after a restart only", EventName = "ConfigurationNeedsRestart")]
    public static partial void NeedsRestart(ILogger logger, string path);

    [LoggerMessage(1111, LogLevel.Error, "Classes: {Problem}", EventName = "ClassesUnreadable")]
    public static partial void ClassesUnreadable(ILogger logger, string problem);
}
