namespace Clearbar.Limits;

/// <summary>
/// A replica's slice of a bucket that several share (see <see cref="FillingBucket"/> for the whole). What is in the slice is taken without asking anybody;
/// the bucket fills in the common store only, where what is leased counts as still in it, so that all replicas together take what one bucket gives. Without
/// the store each fills its own part. Not safe for concurrent use; its owner locks.
/// </summary>
internal sealed class LeasedBucket(double perMinute, long frequency) : IRateBucket
{
    /// <summary>There was enough, but it did not come in time. Shorter than any wait for what is nowhere, which is the better reason to give.</summary>
    private static readonly TimeSpan TryAgain = TimeSpan.FromTicks(1);

    private FillingBucket? _alone;
    private bool _hasLeased;
    private double _leastWanted = double.MaxValue;
    private double _partAlone;
    private double _next;
    private double _levelThen;
    private double? _elsewhere;
    private long _elsewhereAt;

    public double PerMinute => perMinute;

    /// <summary>What may be taken here; below zero when more was used than leased.</summary>
    public double Slice { get; private set; }

    /// <summary>What requests wait for since the last exchange.</summary>
    public double Wanted { get; private set; }

    public TimeSpan WaitFor(double amount, long now)
    {
        if (_alone is not null)
        {
            return _alone.WaitFor(amount, now);
        }

        if (Slice >= Needed(amount))
        {
            return TimeSpan.Zero;
        }

        var missing = Needed(amount) - MostAt(now);
        return missing <= 0 ? TryAgain : TimeSpan.FromMinutes(missing / perMinute);
    }

    public void Take(double amount, long now)
    {
        if (_alone is not null)
        {
            _alone.Take(amount, now);
        }
        else
        {
            Slice -= amount;
        }
    }

    /// <summary>It is here, or may be in the store or in others' slices.</summary>
    /// <param name="amount">What a request needs.</param>
    /// <param name="since">Clock timestamp. What was known before it does not count: answers that need less than was estimated give back all the time.</param>
    /// <param name="now">Clock timestamp.</param>
    public bool MayBeHad(double amount, long since, long now) =>
        WaitFor(amount, now) == TimeSpan.Zero || (_alone is null && (_elsewhereAt < since || MostAt(now) >= Needed(amount)));

    /// <summary>A request waits for it: it is kept or leased in the next exchange.</summary>
    public void Want(double amount)
    {
        Wanted += Needed(amount);
        _leastWanted = Math.Min(_leastWanted, Needed(amount));
    }

    /// <summary>Divides the bucket in an exchange. What is given back may not be taken from now on, what is leased only after <see cref="Apply"/>.</summary>
    /// <param name="level">What is in the store, filled up to now.</param>
    /// <param name="slices">What the others have leased.</param>
    /// <param name="othersWant">What requests at others wait for.</param>
    /// <param name="part">A free slice as a part of what nobody has leased; 0 takes none.</param>
    /// <param name="isLapsed">What this replica had leased is no longer its own.</param>
    /// <param name="now">Clock timestamp.</param>
    /// <returns>What is left in the store, this replica's slice, and what its requests still wait for.</returns>
    public (double Level, double Slice, double Wanted) Divide(
        double level, double slices, double othersWant, double part, bool isLapsed, long now)
    {
        // What was used beyond its own part while it was alone is owed to the others.
        _levelThen = _alone is not null ? _alone.LevelAt(now) : Slice;
        var mine = _alone is not null ? _levelThen - _partAlone : isLapsed ? Math.Min(0, Slice) : Slice;
        var pool = Math.Min(perMinute - slices, level + mine);
        var free = othersWant > 0 ? 0 : Math.Floor(pool * part);

        // What is too little for any of those who wait is left for others: two who each kept half of it would both go without.
        _next = Wanted > 0 && pool < _leastWanted ? 0 : Math.Clamp(Math.Max(Wanted, free), 0, Math.Max(0, pool));
        var unmet = Math.Max(0, Wanted - _next);
        (Wanted, _leastWanted) = (0, double.MaxValue);
        if (_alone is null)
        {
            Slice = Math.Min(Slice, _next);
            _levelThen = Slice;
        }

        (_elsewhere, _elsewhereAt) = (Math.Max(0, slices) + pool - _next, now);
        return (pool - _next, _next, unmet);
    }

    /// <summary>The exchange is committed.</summary>
    public void Apply(long now)
    {
        var takenSince = _alone is not null ? Math.Max(0, _levelThen - _alone.LevelAt(now)) : _levelThen - Slice;
        (_alone, _hasLeased) = (null, true);
        Slice = _next - takenSince;
    }

    /// <summary>The store is out of reach: what is there counts, and fills by itself as a part of the whole.</summary>
    public void GoAlone(int replicas, long now)
    {
        if (_alone is not null)
        {
            return;
        }

        _partAlone = perMinute / replicas;
        _alone = new FillingBucket(_partAlone, now, frequency);
        _alone.Take(_hasLeased ? Math.Max(0, _partAlone - Slice) : 0, now);
        (Slice, Wanted, _leastWanted) = (0, 0, double.MaxValue);
    }

    private double Needed(double amount) => Math.Min(amount, perMinute);

    /// <summary>The most there can be in all places together, as far as is known.</summary>
    private double MostAt(long now) => _elsewhere is { } elsewhere
        ? Math.Min(perMinute, Slice + elsewhere + (perMinute * (now - _elsewhereAt) / (frequency * 60.0)))
        : perMinute;
}
