namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>
/// A bucket that holds one minute's limit and fills up evenly. Settling may leave it below zero: what was used beyond the reservation is paid
/// back by waiting. Not thread-safe; <see cref="QuotaMeter"/> holds the lock.
/// </summary>
internal sealed class TokenBucket(int perMinute, DateTimeOffset now)
{
    private double _level = perMinute;
    private DateTimeOffset _filledAt = now;

    public int Limit => perMinute;

    /// <summary>What is left, never below zero.</summary>
    public long Remaining => (long)Math.Max(0, Math.Floor(_level + 1e-9));

    public void Fill(DateTimeOffset now)
    {
        if (now > _filledAt)
        {
            _level = Math.Min(perMinute, _level + ((now - _filledAt).TotalSeconds * perMinute / 60));
            _filledAt = now;
        }
    }

    public bool Holds(double amount) => _level + 1e-9 >= amount;

    /// <summary>Takes, or with a negative amount gives back, never above the limit.</summary>
    public void Take(double amount) => _level = Math.Min(perMinute, _level - amount);

    /// <summary>Seconds until it holds so much; a minute for more than it can ever hold.</summary>
    public double SecondsUntil(double amount) =>
        amount > perMinute ? 60 : Math.Max(0, (amount - _level) * 60 / perMinute);

    /// <summary>When it is full again.</summary>
    public DateTimeOffset FullAt => _filledAt + TimeSpan.FromSeconds(SecondsUntil(perMinute));
}
