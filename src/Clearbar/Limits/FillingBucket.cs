namespace Clearbar.Limits;

/// <summary>
/// A token bucket that fills evenly: a minute's allowance at most, from which is taken at once. It may be overdrawn, by a correction or by
/// somebody who
/// waits until it is even again. Not safe for concurrent use; its owner locks.
/// </summary>
/// <param name="perMinute">Allowance of a minute, and the most that can be saved up.</param>
internal sealed class FillingBucket(double perMinute, long now, long frequency) : IRateBucket
{
    private readonly double _perMinute = perMinute;
    private double _level = perMinute;
    private long _at = now;

    /// <summary>What is there now; below zero when overdrawn.</summary>
    public double LevelAt(long now)
    {
        if (now > _at)
        {
            _level = Math.Min(_perMinute, _level + (_perMinute * (now - _at) / (frequency * 60.0)));
            _at = now;
        }

        return _level;
    }

    /// <summary>
    /// How long until <paramref name="amount"/> may be taken; zero when now. What is larger than the bucket waits for a full one: nothing
    /// is
    /// refused for ever.
    /// </summary>
    public TimeSpan WaitFor(double amount, long now)
    {
        var missing = Math.Min(amount, _perMinute) - LevelAt(now);
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(missing / _perMinute);
    }

    /// <summary>Takes, or gives back what is negative.</summary>
    public void Take(double amount, long now) => _level = Math.Min(_perMinute, LevelAt(now) - amount);
}
