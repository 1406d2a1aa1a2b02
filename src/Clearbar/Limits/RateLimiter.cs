using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Clearbar.Budgets;

namespace Clearbar.Limits;

/// <summary>
/// Lets requests in at the owner's pace: all limits that match have room, or none is taken from. One lock that is held for a few additions.
/// </summary>
public sealed class RateLimiter(TimeProvider clock)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Id, string Part), RateCounter> _counters = [];

    // Ids by the object, which is the same from one reload to the next: making one costs more than all the rest.
    private readonly ConditionalWeakTable<RateLimit, string> _ids = [];

    /// <param name="estimate">
    /// Tokens of the prompt, estimated; the answer's are counted when they are known. 0: no tokens are used, so none need be left.
    /// </param>
    public bool TryEnter(
        IReadOnlyList<RateLimit> limits, in TrafficSubject subject, long estimate, [NotNullWhen(true)] out RatePass? pass, out RateRefusal refusal)
    {
        pass = null;
        refusal = default;
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            var matching = new List<RateCounter>(limits.Count);
            foreach (var limit in limits)
            {
                if (limit.Match.Matches(subject))
                {
                    var counter = CounterNeedsLock(limit, TrafficParts.Of(limit.Each, subject), now);
                    if (Refuse(counter, estimate, now) is { } full)
                    {
                        refusal = full;
                        return false;
                    }

                    matching.Add(counter);
                }
            }

            foreach (var counter in matching)
            {
                counter.Requests?.Take(1, now);
                counter.Tokens?.Take(estimate, now);
                counter.UnderWay++;
            }

            pass = new RatePass(this, [.. matching], estimate);
            return true;
        }
    }

    /// <summary>A request is over, with so many more tokens used than estimated.</summary>
    internal void Leave(RateCounter[] counters, long correction)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            foreach (var counter in counters)
            {
                counter.Tokens?.Take(correction, now);
                counter.UnderWay--;
            }
        }
    }

    /// <summary>A request that is over has used so many tokens more.</summary>
    internal void Correct(RateCounter[] counters, long tokens)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            foreach (var counter in counters)
            {
                counter.Tokens?.Take(tokens, now);
            }
        }
    }

    private static RateRefusal? Refuse(RateCounter counter, long estimate, long now)
    {
        var limit = counter.Limit;
        if (limit.Concurrency is { } most && counter.UnderWay >= most)
        {
            return new RateRefusal(counter.Name, string.Create(CultureInfo.InvariantCulture, $"{most} requests at a time"), TryAgain);
        }

        if (counter.Requests is { } requests && requests.WaitFor(1, now) is { Ticks: > 0 } slow)
        {
            return new RateRefusal(counter.Name, string.Create(CultureInfo.InvariantCulture, $"{limit.RequestsPerMinute} requests per minute"), slow);
        }

        return estimate > 0 && counter.Tokens is { } tokens && tokens.WaitFor(estimate, now) is { Ticks: > 0 } many
            ? new RateRefusal(counter.Name, string.Create(CultureInfo.InvariantCulture, $"{limit.TokensPerMinute} tokens per minute"), many)
            : null;
    }

    private RateCounter CounterNeedsLock(RateLimit limit, string part, long now)
    {
        var id = _ids.GetValue(limit, static made => made.Id);
        if (!_counters.TryGetValue((id, part), out var counter))
        {
            counter = new RateCounter(limit, part, now, clock.TimestampFrequency);
            _counters.Add((id, part), counter);
        }

        return counter;
    }
}
