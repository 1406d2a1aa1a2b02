using Clearbar.Budgets;

namespace Clearbar.Limits;

/// <content>
/// What replicas that share their limits need of the counters of one of them. A limit is one bucket in the common store; each replica takes requests from a
/// slice of it. Slices count as still in the bucket, so that all replicas together let in what one would.
/// </content>
public sealed partial class RateLimiter
{
    /// <summary>A free slice is this part of what nobody has leased: slices shrink as a limit runs out.</summary>
    private const double SlicePart = 1.0 / 8;

    /// <summary>A limit of which nothing was taken for so long gives its free slice back.</summary>
    private static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(2);

    /// <summary>What others say of what they have and use holds for so long.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(50);

    private int? _replicasAlone;

    /// <summary>Whether what is missing for a request may be leased: not when all is here, nor when some of it is nowhere.</summary>
    /// <param name="limits">All limits; those that match are looked at.</param>
    /// <param name="subject">Whose request it is.</param>
    /// <param name="estimate">Tokens of the prompt, estimated.</param>
    /// <param name="wants">If so all it needs is noted, what is here too, to be kept or leased in the next exchange.</param>
    internal bool NeedsLease(IReadOnlyList<RateLimit> limits, in TrafficSubject subject, long estimate, bool wants)
    {
        var now = clock.GetTimestamp();
        var needs = false;
        lock (_gate)
        {
            foreach (var limit in limits)
            {
                if (!limit.Match.Matches(subject))
                {
                    continue;
                }

                var counter = CounterNeedsLock(limit, TrafficParts.Of(limit.Each, subject), now);
                if (Refuse(counter, estimate, now).Wait == TimeSpan.Zero)
                {
                    continue;
                }

                if (!MayBeHadNeedsLock(counter, estimate, now))
                {
                    return false;
                }

                needs = true;
            }

            if (needs && wants)
            {
                WantNeedsLock(limits, subject, estimate, now);
            }
        }

        return needs;
    }

    /// <summary>The limits an exchange is about: those that are used, held, wanted or owed.</summary>
    internal List<SharedRate> Due()
    {
        var due = new List<SharedRate>();
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            foreach (var counter in _counters.Values)
            {
                if (counter.Lease is { } lease && (!lease.IsIdle || counter.UnderWay > 0 || IsBusy(lease, now)))
                {
                    due.Add(new SharedRate(counter));
                }
            }
        }

        return due;
    }

    /// <summary>Decides what each gives back and what it leases. What is given back is gone here before the store learns of it.</summary>
    /// <param name="rates">With what the store has of them.</param>
    /// <param name="isLapsed">This replica was not heard of for so long that its slices are no longer its own.</param>
    /// <param name="isStopping">All that is free is given back.</param>
    internal void Divide(List<SharedRate> rates, bool isLapsed, bool isStopping)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            foreach (var rate in rates)
            {
                DivideNeedsLock(rate, isLapsed, isStopping, now);
            }
        }
    }

    /// <summary>The exchange is committed: what was leased is here.</summary>
    internal void Apply(List<SharedRate> rates)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            _replicasAlone = null;
            foreach (var rate in rates)
            {
                rate.Counter.Lease!.Apply(now);
                rate.Counter.Lease.Written = rate.Own;
            }
        }
    }

    /// <summary>A server that comes back may have lost what it had said last.</summary>
    internal void ForgetWritten()
    {
        lock (_gate)
        {
            foreach (var counter in _counters.Values)
            {
                counter.Lease!.Written = null;
            }
        }
    }

    /// <summary>The store is out of reach: each replica goes on with its part of every limit.</summary>
    /// <param name="replicas">That were there last, this one included.</param>
    internal void GoAlone(int replicas)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            _replicasAlone = replicas;
            foreach (var counter in _counters.Values)
            {
                counter.Lease!.GoAlone(replicas, now);
            }
        }
    }

    private bool MayBeHadNeedsLock(RateCounter counter, long estimate, long now)
    {
        var lease = counter.Lease!;
        var since = now - (long)(Fresh.TotalSeconds * clock.TimestampFrequency);
        return lease.Places?.MayBeHad(counter.UnderWay, since) is not false
            && lease.Requests?.MayBeHad(1, since, now) is not false
            && (estimate == 0 || lease.Tokens?.MayBeHad(estimate, since, now) is not false);
    }

    private void WantNeedsLock(IReadOnlyList<RateLimit> limits, in TrafficSubject subject, long estimate, long now)
    {
        foreach (var limit in limits)
        {
            if (limit.Match.Matches(subject))
            {
                var lease = CounterNeedsLock(limit, TrafficParts.Of(limit.Each, subject), now).Lease!;
                lease.Places?.Want();
                lease.Requests?.Want(1);
                lease.Tokens?.Want(estimate);
            }
        }
    }

    private void DivideNeedsLock(SharedRate rate, bool isLapsed, bool isStopping, long now)
    {
        var (counter, others) = (rate.Counter, rate.Others);
        var lease = counter.Lease!;
        var part = !isStopping && IsBusy(lease, now) ? SlicePart : 0;
        var (requests, requestsWanted, tokens, tokensWanted) = (0.0, 0.0, 0.0, 0.0);
        if (lease.Requests is { } forRequests)
        {
            var level = rate.Requests ?? forRequests.PerMinute;
            (rate.Requests, requests, requestsWanted) = forRequests.Divide(level, others.Requests, others.RequestsWanted, part, isLapsed, now);
        }

        if (lease.Tokens is { } forTokens)
        {
            var level = rate.Tokens ?? forTokens.PerMinute;
            (rate.Tokens, tokens, tokensWanted) = forTokens.Divide(level, others.Tokens, others.TokensWanted, part, isLapsed, now);
        }

        var (places, placesWanted) = lease.Places?.Divide(
            counter.UnderWay, others.Places, others.Places - others.UnderWay, others.PlacesWanted, part, now) ?? (0, 0);
        rate.Own = new RateShare(
            requests, tokens, places, lease.Places is null ? 0 : counter.UnderWay, requestsWanted, tokensWanted, placesWanted);
    }

    private bool IsBusy(RateLease lease, long now) =>
        lease.UsedAt != long.MinValue && clock.GetElapsedTime(lease.UsedAt, now) < BusyFor;
}
