namespace Clearbar.Limits;

/// <summary>What may still be taken of one figure of a rate limit. Not safe for concurrent use; its owner locks.</summary>
internal interface IRateBucket
{
    /// <summary>How long until <paramref name="amount"/> may be taken; zero when now.</summary>
    TimeSpan WaitFor(double amount, long now);

    /// <summary>Takes, or gives back what is negative.</summary>
    void Take(double amount, long now);
}
