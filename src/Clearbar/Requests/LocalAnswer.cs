using Clearbar.Budgets;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>An answer made on rung 0, and what it would have cost upstream.</summary>
/// <param name="Avoided">Tokens the same question and answer would have been for a model, estimated.</param>
public sealed record LocalAnswer(Answer Answer, TokenUsage Avoided)
{
    /// <summary>Name that stands where a model's name would: the client must see that no model answered.</summary>
    public const string ModelName = "clearbar-local";

    /// <summary>Null when the class has no local answerer, or it is not sure enough.</summary>
    public static LocalAnswer? TryMake(Exchange exchange, LocalLearning learning)
    {
        var policy = exchange.Class.Policy;
        if ((policy?.LocalLearning is null ? policy?.Local?.TryAnswer(exchange.Outline) : learning.TryAnswer(exchange)) is not { } text)
        {
            return null;
        }

        var answer = new Answer
        {
            MessageId = "msg_" + Guid.CreateVersion7(exchange.Clock.GetUtcNow()).ToString("N"),
            Model = ModelName,
            StopReason = StopReason.EndTurn,
            Text = text,
            UsageIsFinal = true,
        };
        return new LocalAnswer(answer, AvoidedBy(exchange.Outline, text));
    }

    /// <summary>
    /// Where the client marked its prompt for the cache, everything but the question is taken as a cache read: the smallest saving that could be
    /// claimed, because without rung 0 the cache would have been warm.
    /// </summary>
    private static TokenUsage AvoidedBy(RequestOutline outline, string answer)
    {
        var prompt = Reservations.PromptEstimate(outline);
        var fresh = outline.CacheMarkerCount == 0 ? prompt : Math.Min(prompt, Reservations.OutputEstimate(outline.LastUserText ?? ""));
        return new TokenUsage(fresh, prompt - fresh, 0, 0, Reservations.OutputEstimate(answer));
    }
}
