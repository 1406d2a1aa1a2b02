using System.Collections.Concurrent;
using Clearbar.Budgets;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Wire;

namespace Clearbar.Routing.Sessions;

/// <summary>
/// Keeps a conversation on the rung that answered its last turn while leaving it would cost more than it saves: another model cannot read what the
/// provider has cached for this one (requirement 18). Only the start of a user's turn may change it; tool loops are the planner's. Bounded: the oldest
/// half is forgotten when it is full.
/// </summary>
public sealed class SessionPins : IAnswerWitness
{
    private const int Capacity = 65_536;

    /// <summary>A conversation is expected to go on for as many turns as it has had, but nobody pays ahead for more than these.</summary>
    private const int LongestHorizon = 10;

    private readonly Lock _aging = new();
    private ConcurrentDictionary<SessionKey, SessionPin> _current = new();
    private ConcurrentDictionary<SessionKey, SessionPin> _older = new();

    /// <summary>The plan as it is, or with the conversation's own rung in front.</summary>
    public Plan Keep(Exchange exchange, Plan plan)
    {
        var outline = exchange.Outline;
        if (outline.MessageCount < 2 || outline.InToolLoop || plan.Steps[0].IsLocal
            || PinOf(SessionKey.Of(exchange.Caller.KeyId, outline)) is not { } pin
            || pin.Asked != outline.Model
            || exchange.Clock.GetUtcNow() >= pin.WarmUntil)
        {
            return plan;
        }

        var (steps, begin) = StepsFrom(exchange, plan, pin);
        if (steps is null || (begin == 0 && ReferenceEquals(steps, plan.Steps)) || Saves(exchange, pin, steps[0], plan.Steps[0]))
        {
            return plan;
        }

        return plan with
        {
            Steps = steps,
            Because = $"the conversation stays on {pin.Rung}: {pin.CachedTokens} cached tokens are worth more than {plan.Steps[0].Rung} would save",
        };
    }

    public void Accepted(Exchange exchange, Attempt attempt, Answer answer, string? verdict)
    {
        if (attempt.Step.Model is not { } model || exchange.Outline.ConversationFingerprint == 0)
        {
            return;
        }

        var key = SessionKey.Of(exchange.Caller.KeyId, exchange.Outline);
        var before = PinOf(key);
        var usage = answer.Usage;
        var livesAnHour = usage.CacheWrite1h > 0 || (usage.CacheRead > 0 && usage.CacheWrite5m == 0 && before is { LivesAnHour: true });
        var now = exchange.Clock.GetUtcNow();
        var pin = new SessionPin(
            exchange.Outline.Model,
            attempt.Step.Rung,
            model,
            usage.CacheRead + usage.CacheWrite5m + usage.CacheWrite1h,
            usage.Output,
            now + (livesAnHour ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(5)),
            livesAnHour,
            (before?.Turns ?? 0) + 1);
        var current = Volatile.Read(ref _current);
        current[key] = pin;
        if (before is null && current.Count >= Capacity)
        {
            Age(current);
        }
    }

    private SessionPin? PinOf(in SessionKey key) =>
        Volatile.Read(ref _current).TryGetValue(key, out var pin) || Volatile.Read(ref _older).TryGetValue(key, out pin) ? pin : null;

    /// <summary>
    /// The plan's steps from the pinned rung on; where the plan no longer has it, the model asked for, which is always allowed. A cheaper rung that
    /// has lost its certificate is not kept (invariant I8).
    /// </summary>
    private static (IReadOnlyList<PlannedStep>? Steps, int Begin) StepsFrom(Exchange exchange, Plan plan, SessionPin pin)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i].Rung == pin.Rung && ReferenceEquals(plan.Steps[i].Model, pin.Model))
            {
                return i == 0 ? (plan.Steps, 0) : ([.. plan.Steps.Skip(i)], i);
            }
        }

        return plan.Reference == pin.Model.Id && Planner.StepOfAsked(exchange.Outline, exchange.Snapshot) is { } asked ? ([asked], -1) : (null, -1);
    }

    /// <summary>
    /// Going to <paramref name="next"/> is cheaper over the turns still expected, although its first one has to write the cache anew. Where a price is
    /// unknown nobody can say, and the conversation stays.
    /// </summary>
    private static bool Saves(Exchange exchange, SessionPin pin, PlannedStep stay, PlannedStep next)
    {
        var now = exchange.Clock.GetUtcNow();
        if (AttemptPrice.RateOf(exchange, stay, now) is not { } old || AttemptPrice.RateOf(exchange, next, now) is not { } other)
        {
            return false;
        }

        var prompt = Math.Max(Reservations.PromptEstimate(exchange.Outline), pin.CachedTokens);
        var fresh = prompt - pin.CachedTokens;
        var turns = Math.Clamp(pin.Turns, 1, LongestHorizon);
        var warm = new TokenUsage(fresh, pin.CachedTokens, 0, 0, pin.OutputTokens);
        var cold = pin.LivesAnHour
            ? new TokenUsage(fresh, 0, 0, pin.CachedTokens, pin.OutputTokens)
            : new TokenUsage(fresh, 0, pin.CachedTokens, 0, pin.OutputTokens);
        return old.TryCharge(warm, [], out _, out var staying, out _)
            && other.TryCharge(cold, [], out _, out var first, out _)
            && other.TryCharge(warm, [], out _, out var later, out _)
            && first.Amount + (later.Amount * (turns - 1)) < staying.Amount * turns;
    }

    private void Age(ConcurrentDictionary<SessionKey, SessionPin> full)
    {
        lock (_aging)
        {
            if (ReferenceEquals(full, _current))
            {
                Volatile.Write(ref _older, full);
                Volatile.Write(ref _current, new ConcurrentDictionary<SessionKey, SessionPin>());
            }
        }
    }
}
