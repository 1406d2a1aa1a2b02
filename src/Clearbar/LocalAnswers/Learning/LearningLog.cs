using Microsoft.Extensions.Logging;

namespace Clearbar.LocalAnswers.Learning;

internal static partial class LearningLog
{
    [LoggerMessage(1300, LogLevel.Information, "Rung 0 of {Class} is on: {Because}", EventName = "RungZeroCertified")]
    public static partial void Certified(ILogger logger, string @class, string because);

    [LoggerMessage(1301, LogLevel.Information, "Rung 0 of {Class} was not certified: {Because}", EventName = "RungZeroNotCertified")]
    public static partial void NotCertified(ILogger logger, string @class, string because);

    [LoggerMessage(1302, LogLevel.Warning, "Rung 0 of {Class} is switched off: {Because}", EventName = "RungZeroStopped")]
    public static partial void Stopped(ILogger logger, string @class, string because);

    [LoggerMessage(1303, LogLevel.Error, "Rung 0 of {Class} does not learn here: {Problem}", EventName = "RungZeroFault")]
    public static partial void Fault(ILogger logger, string @class, string problem);
}
