using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Clearbar.Budgets;

namespace Clearbar.Limits;

/// <summary>
/// Lets requests in at the owner's pace: all limits that match have room, or none is taken from. One lock that is held for a few additions.
/// </summary>
/// <param name="clock">Fills the buckets.</param>
/// <param name="isShared">Replicas share the limits: nothing is let in before it is leased, see <see cref="IRateLeases"/>.</param>
public sealed partial class RateLimiter(TimeProvider clock, bool isShared = false)
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
                    refusal = Longer(refusal, Refuse(counter, estimate, now));
                    matching.Add(counter);
                }
            }

            if (refusal.Wait > TimeSpan.Zero)
            {
                return false;
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

    /// <summary>What is longest in coming is named: trying again before it makes no sense. No wait: nothing is refused.</summary>
    private static RateRefusal Refuse(RateCounter counter, long estimate, long now)
    {
        var limit = counter.Limit;
        var refusal = default(RateRefusal);
        if (!counter.HasPlace)
        {
            refusal = new RateRefusal(counter.Name, string.Create(CultureInfo.InvariantCulture, $"{limit.Concurrency} requests at a time"), TryAgain);
        }

        if (counter.Requests is { } requests && requests.WaitFor(1, now) is { Ticks: > 0 } slow)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{limit.RequestsPerMinute} requests per minute");
            refusal = Longer(refusal, new RateRefusal(counter.Name, what, slow));
        }

        if (estimate > 0 && counter.Tokens is { } tokens && tokens.WaitFor(estimate, now) is { Ticks: > 0 } many)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{limit.TokensPerMinute} tokens per minute");
            refusal = Longer(refusal, new RateRefusal(counter.Name, what, many));
        }

        return refusal;
    }

    private static RateRefusal Longer(in RateRefusal one, in RateRefusal other) => other.Wait > one.Wait ? other : one;

    private RateCounter CounterNeedsLock(RateLimit limit, string part, long now)
    {
        var id = _ids.GetValue(limit, static made => made.Id);
        if (!_counters.TryGetValue((id, part), out var counter))
        {
            counter = new RateCounter(limit, id, part, isShared, now, clock.TimestampFrequency);
            _counters.Add((id, part), counter);
            if (_replicasAlone is { } replicas)
            {
                counter.Lease!.GoAlone(replicas, now);
            }
        }

        if (counter.Lease is { } lease)
        {
            lease.UsedAt = now;
        }

        return counter;
    }
}
