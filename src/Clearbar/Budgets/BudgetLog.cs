using Microsoft.Extensions.Logging;

namespace Clearbar.Budgets;

internal static partial class BudgetLog
{
    [LoggerMessage(3000, LogLevel.Warning, "Budget {Budget} has reached {Threshold} %: {Spent} of {Limit} US dollars spent, {Reset}", EventName = "BudgetThreshold")]
    public static partial void Threshold(ILogger logger, string budget, int threshold, string spent, string limit, string reset);

    [LoggerMessage(3001, LogLevel.Error, "Budget {Budget}: no price for {Model}, {What}", EventName = "BudgetPriceUnknown")]
    public static partial void PriceUnknown(ILogger logger, string budget, string model, string what);

    [LoggerMessage(3002, LogLevel.Warning, "Request {RequestId} overdraws a used-up budget to go on with its tool loop", EventName = "BudgetGrace")]
    public static partial void Grace(ILogger logger, string requestId);

    [LoggerMessage(3003, LogLevel.Information, "Budget {Budget} starts with {Spent} US dollars spent since {Since:u}, from the ledger", EventName = "BudgetLoaded")]
    public static partial void Loaded(ILogger logger, string budget, string spent, DateTimeOffset since);

    [LoggerMessage(3004, LogLevel.Error, "Budgets count from zero until the ledger can be read: {Reason}", EventName = "BudgetHistoryUnreadable")]
    public static partial void HistoryUnreadable(ILogger logger, Exception exception, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "{Finding}", EventName = "BudgetMatchesNobody")]
    public static partial void MatchesNobody(ILogger logger, string finding);

    [LoggerMessage(3006, LogLevel.Warning, "The webhook of budget {Budget} was not told of {Threshold} %: {Reason}", EventName = "BudgetWebhookFailed")]
    public static partial void WebhookFailed(ILogger logger, string budget, int threshold, string reason);
}
