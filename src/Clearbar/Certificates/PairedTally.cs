namespace Clearbar.Certificates;

/// <summary>
/// Counts of paired differences "reference score minus candidate score" on the same request: all that a certificate needs to know. Tallies
/// of replicas or periods merge by addition, in any order. Not thread-safe; the owner guards it.
/// </summary>
/// <remarks>
/// Differences lie in [-1, 1] and are kept in thousandths, rounded up: right/wrong scores stay exact and graded ones lean by less than a
/// thousandth against the candidate.
/// </remarks>
public sealed class PairedTally
{
    /// <summary>Steps per unit of difference.</summary>
    public const int Steps = 1000;

    private readonly SortedDictionary<int, long> _counts = [];

    /// <summary>Pairs recorded.</summary>
    public long Pairs { get; private set; }

    /// <summary>Pairs on which the candidate scored lower than the reference.</summary>
    public long Losses { get; private set; }

    /// <summary>Pairs on which the candidate scored higher.</summary>
    public long Wins { get; private set; }

    /// <summary>Pairs with different scores; the only ones that carry information.</summary>
    public long Discordant => Losses + Wins;

    /// <summary>Every difference is -1, 0 or 1, so that the exact test applies.</summary>
    public bool IsBinary { get; private set; } = true;

    /// <summary>Counts by difference in thousandths, rising.</summary>
    public IReadOnlyDictionary<int, long> Counts => _counts;

    /// <summary>Mean of reference minus candidate; 0 without pairs.</summary>
    public double Gap => Pairs == 0 ? 0 : Sum(static d => d) / Pairs;

    /// <summary>Mean square of the difference; for right/wrong scores the discordant share.</summary>
    public double MeanSquare => Pairs == 0 ? 0 : Sum(static d => d * d) / Pairs;

    /// <summary>A tally of right/wrong scores.</summary>
    public static PairedTally OfCounts(long pairs, long losses, long wins)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        ArgumentOutOfRangeException.ThrowIfNegative(wins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(losses + wins, pairs);
        var tally = new PairedTally();
        tally.Add(Steps, losses);
        tally.Add(0, pairs - losses - wins);
        tally.Add(-Steps, wins);
        return tally;
    }

    /// <summary>Records one request.</summary>
    /// <param name="reference">Score of the reference, 0 to 1.</param>
    /// <param name="candidate">Score of the candidate, 0 to 1.</param>
    public void Record(double reference, double candidate)
    {
        if (!(reference is >= 0 and <= 1 && candidate is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(reference), $"Scores must lie in 0..1, not {reference} and {candidate}.");
        }

        // Minus a billionth: a difference that is whole thousandths up to floating-point dust is not pushed to the next one.
        Add((int)Math.Ceiling(((reference - candidate) * Steps) - 1e-6), 1);
    }

    /// <summary>Adds a count of one difference, as read from a store.</summary>
    /// <param name="thousandths">The difference, -1000 to 1000.</param>
    /// <param name="count">How many pairs had it.</param>
    public void Add(int thousandths, long count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(thousandths), Steps);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0)
        {
            return;
        }

        _counts[thousandths] = _counts.GetValueOrDefault(thousandths) + count;
        Pairs += count;
        Losses += thousandths > 0 ? count : 0;
        Wins += thousandths < 0 ? count : 0;
        IsBinary &= thousandths % Steps == 0;
    }

    /// <summary>Adds another tally's counts.</summary>
    public void Merge(PairedTally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (difference, count) in other._counts.ToArray())
        {
            Add(difference, count);
        }
    }

    /// <summary>A tally of its own with the same counts.</summary>
    public PairedTally Copy()
    {
        var copy = new PairedTally();
        copy.Merge(this);
        return copy;
    }

    private double Sum(Func<double, double> of)
    {
        var sum = 0.0;
        foreach (var (difference, count) in _counts)
        {
            sum += count * of((double)difference / Steps);
        }

        return sum;
    }
}
