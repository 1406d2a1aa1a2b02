using System.Collections.Concurrent;
using Clearbar.Certificates.Online;
using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Replicas;
using Clearbar.Routing;

namespace Clearbar.Shadows;

/// <summary>
/// Which share of each class is shadowed: counts the traffic of the classes that learn and divides the day's dollars by it, anew every few seconds.
/// Counting and asking are quick and safe for any number of threads.
/// </summary>
public sealed class ShadowShare(
    CurrentSnapshot snapshots, LearnedPolicies learned, ShadowBudget budget, ReplicaCensus census, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Class, string Reference), Traffic> _traffic = new();

    private readonly long _started = clock.GetTimestamp();
    private ShadowAllocation _allocation = ShadowAllocation.None;

    /// <summary>A request of the class was answered.</summary>
    public void Count(string className, string reference, Usd cost)
    {
        var traffic = _traffic.GetOrAdd((className, reference), static _ => new Traffic());
        traffic.Add(cost);
        if (traffic.IsNew)
        {
            // The first requests of a class must not wait for the clock to be learned from.
            Plan();
        }
    }

    public bool Samples(string className, string reference, string requestId) =>
        Volatile.Read(ref _allocation).Samples(className, reference, requestId);

    /// <summary>Output tokens against what the class usually has; null until that is known.</summary>
    public double? LengthRatioOf(string className, string reference, long outputTokens) =>
        _traffic.TryGetValue((className, reference), out var traffic) ? traffic.LengthRatio(outputTokens) : null;

    /// <summary>What shadowing a request has really cost.</summary>
    public void Shadowed(string className, string reference, Usd cost, long outputTokens)
    {
        if (_traffic.TryGetValue((className, reference), out var traffic))
        {
            traffic.Shadowed(cost, outputTokens);
        }
    }

    /// <summary>Divides the day's dollars by what has been seen so far.</summary>
    public void Plan()
    {
        if (snapshots.Value.Options.Learning is not { } learning)
        {
            Volatile.Write(ref _allocation, ShadowAllocation.None);
            return;
        }

        budget.DailyCap = learning.DollarsPerDay;
        var days = Math.Max(clock.GetElapsedTime(_started).TotalDays, 1.0 / 24);
        var demands = new List<ClassDemand>(_traffic.Count);
        foreach (var ((name, reference), traffic) in _traffic)
        {
            demands.Add(traffic.ToDemand(name, reference, days, learned.Book.UncertaintyOf(name, reference)));
        }

        var shares = new ShadowShares(Math.Min(ShadowShares.Default.Least, learning.Share), learning.Share);
        // The traffic counted here is this replica's; the others have theirs, and the day's dollars are for all.
        var part = new Usd(learning.DollarsPerDay.Amount / census.Live);
        Volatile.Write(ref _allocation, ShadowAllocation.Plan(demands, part, shares));
    }

    private sealed class Traffic
    {
        /// <summary>Answers before a usual length is spoken of.</summary>
        private const int EnoughLengths = 30;

        private readonly Lock _gate = new();
        private long _requests;
        private Usd _spent;
        private long _shadowed;
        private Usd _shadowCost;
        private long _outputs;

        /// <summary>So few requests that the plan should follow each of them.</summary>
        public bool IsNew => Interlocked.Read(ref _requests) <= 4;

        public void Add(Usd cost)
        {
            lock (_gate)
            {
                _requests++;
                _spent += cost;
            }
        }

        public void Shadowed(Usd cost, long outputTokens)
        {
            lock (_gate)
            {
                _shadowed++;
                _shadowCost += cost;
                _outputs += outputTokens;
            }
        }

        public double? LengthRatio(long outputTokens)
        {
            lock (_gate)
            {
                return _shadowed < EnoughLengths || _outputs == 0 ? null : outputTokens * (double)_shadowed / _outputs;
            }
        }

        public ClassDemand ToDemand(string name, string reference, double days, double uncertainty)
        {
            lock (_gate)
            {
                var own = _requests == 0 ? 0 : _spent.Amount / _requests;
                // Until a request has been shadowed it is taken to cost as much as the request itself.
                var shadow = _shadowed == 0 ? own : _shadowCost.Amount / _shadowed;
                return new ClassDemand(
                    name, reference, _requests / days, new Usd(_spent.Amount / (decimal)days), new Usd(shadow), uncertainty);
            }
        }
    }
}
