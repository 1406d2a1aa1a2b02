namespace Clearbar.Requests;

/// <summary>
/// How long to wait before the same deployment is asked again, which happens only when nothing was sent and there is no other.
/// </summary>
public static class Backoff
{
    /// <summary>
    /// A request that has taken this long is not tried on the same deployment again: its client's own patience is a minute or more.
    /// </summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Doubles with each failure, and keeps half of it to chance, so that the clients of an upstream that restarts do not come back all at
    /// once.
    /// </summary>
    /// <param name="failures">Tries so far, 1 or more.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan Of(int failures, double chance)
    {
        var full = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return (full < Longest ? full : Longest) * ((1 + chance) / 2);
    }
}
