using System.Collections.Concurrent;

namespace Clearbar.Upstreams.Health;

/// <summary>
/// The health of every deployment, kept apart for whether it can be reached and for each model it serves: a throttled model says nothing
/// about the others, a dead endpoint about all. It only puts candidates in order; where there is one candidate it is called whatever its
/// health, because the upstream's own answer is better than a guess. Lives as long as the process, through reloads. Safe for any number of
/// threads.
/// </summary>
public sealed class UpstreamHealth(TimeProvider clock)
{
    /// <summary>A throttle that names no time cools for this long: Bedrock sends none.</summary>
    public static readonly TimeSpan DefaultCooldown = TimeSpan.FromSeconds(2);

    /// <summary>Longest time an upstream can have itself left alone; a spend limit may say days, and is lifted by hand.</summary>
    public static readonly TimeSpan MaxCooldown = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(string Deployment, string? Model), TargetHealth> _targets = new();
    private readonly long _origin = clock.GetTimestamp();

    private TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>True when a call may be sent to the target now; a half-open one lets only one call at a time through.</summary>
    public bool TryEnter(string deployment, string model, BreakerOptions options)
    {
        var now = Now;
        return IsReady(Find(deployment, null), now, options) && IsReady(Find(deployment, model), now, options);
    }

    /// <summary>How long until the target is expected to take calls again; zero when it does.</summary>
    public TimeSpan ReadyIn(string deployment, string model, BreakerOptions options)
    {
        var at = ReadyAt(Find(deployment, null), options);
        var ofModel = ReadyAt(Find(deployment, model), options);
        var wait = (at > ofModel ? at : ofModel) - Now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>The target answered: with an answer, or with a refusal that is the request's own fault.</summary>
    public void Succeeded(string deployment, string model, BreakerOptions options)
    {
        var now = Now;
        Target(deployment, model).Breaker.Succeeded(now, options);
        Find(deployment, null)?.Breaker.Succeeded(now, options);
    }

    /// <summary>The target failed at its work. Returns true when that opened its circuit.</summary>
    public bool Failed(string deployment, string model, string reason, BreakerOptions options)
    {
        // It could be reached all the same.
        Find(deployment, null)?.Breaker.Succeeded(Now, options);
        return Fail(Target(deployment, model), reason, options);
    }

    /// <summary>Nobody could be reached at the deployment's address. Returns true when that opened its circuit.</summary>
    public bool Unreached(string deployment, string reason, BreakerOptions options) => Fail(Target(deployment, null), reason, options);

    /// <summary>The target asked to be left alone.</summary>
    /// <param name="wait">For how long; null when it did not say.</param>
    public void Cool(string deployment, string model, TimeSpan? wait, string reason)
    {
        var target = Target(deployment, model);
        target.Reason = reason;
        var bounded = wait is not { } asked ? DefaultCooldown : asked > MaxCooldown ? MaxCooldown : asked;
        target.Cool(Now + bounded);
    }

    /// <summary>What is known of a deployment: as a whole first, then of each model that was called there.</summary>
    public IReadOnlyList<HealthStatus> Of(string deployment)
    {
        var now = Now;
        var utc = clock.GetUtcNow();
        var known = new List<HealthStatus>();
        foreach (var ((name, model), target) in _targets)
        {
            if (name == deployment)
            {
                known.Add(StatusOf(model, target, now, utc));
            }
        }

        if (!known.Exists(static status => status.Model is null))
        {
            known.Add(new HealthStatus(null, "ready", null, null));
        }

        known.Sort(static (left, right) => string.CompareOrdinal(left.Model, right.Model));
        return known;
    }

    private static HealthStatus StatusOf(string? model, TargetHealth target, TimeSpan now, DateTimeOffset utc)
    {
        var (state, until) = target.Breaker.Look(now);
        if (target.CoolUntil > now && (state != CircuitState.Open || target.CoolUntil > until))
        {
            return new HealthStatus(model, "cooling", utc + (target.CoolUntil - now), target.Reason);
        }

        return state switch
        {
            CircuitState.Open => new HealthStatus(model, "open", utc + (until - now), target.Reason),
            CircuitState.HalfOpen => new HealthStatus(model, "half-open", null, target.Reason),
            _ => new HealthStatus(model, "ready", null, null),
        };
    }

    private bool Fail(TargetHealth target, string reason, BreakerOptions options)
    {
        target.Reason = reason;
        return target.Breaker.Failed(Now, options);
    }

    private static bool IsReady(TargetHealth? target, TimeSpan now, BreakerOptions options) =>
        target is null || (target.CoolUntil <= now && target.Breaker.TryEnter(now, options));

    private static TimeSpan ReadyAt(TargetHealth? target, BreakerOptions options)
    {
        if (target is null)
        {
            return TimeSpan.Zero;
        }

        var breaker = target.Breaker.ReadyAt(options);
        return breaker > target.CoolUntil ? breaker : target.CoolUntil;
    }

    private TargetHealth? Find(string deployment, string? model) => _targets.GetValueOrDefault((deployment, model));

    private TargetHealth Target(string deployment, string? model) =>
        _targets.TryGetValue((deployment, model), out var known) ? known : _targets.GetOrAdd((deployment, model), static _ => new TargetHealth());
}
