using Clearbar.Budgets;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>An answer made on rung 0, and what it would have cost upstream.</summary>
/// <param name="Avoided">Tokens the same question and answer would have been for a model, estimated.</param>
public sealed record LocalAnswer(Answer Answer, TokenUsage Avoided)
{
    /// <summary>Name that stands where a model's name would: the client must see that no model answered.</summary>
    public const string ModelName = "clearbar-local";

    /// <summary>Null when the class has no local answerer, or it is not sure enough.</summary>
    public static LocalAnswer? TryMake(Exchange exchange)
    {
        if (exchange.Class.Policy?.Local?.TryAnswer(exchange.Outline) is not { } text)
        {
            return null;
        }

        var avoided = new TokenUsage(Reservations.PromptEstimate(exchange.Outline), 0, 0, 0, Reservations.OutputEstimate(text));
        var answer = new Answer
        {
            MessageId = "msg_" + Guid.CreateVersion7(exchange.Clock.GetUtcNow()).ToString("N"),
            Model = ModelName,
            StopReason = StopReason.EndTurn,
            Text = text,
            UsageIsFinal = true,
        };
        return new LocalAnswer(answer, avoided);
    }
}
