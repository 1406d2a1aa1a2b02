namespace Clearbar.Certificates;

/// <summary>
/// Watches a stream of values in [0, 1] (gaps, gate failures, refusals) for a mean that has risen above a bound, without a promise about
/// when
/// it happens. Not thread-safe; the owner guards it.
/// </summary>
/// <remarks>
/// An e-detector (Shin, Ramdas, Rinaldo 2024) of CUSUM kind: for each bet L, evidence e = max(1, e) (1 + L (x - bound)), so that a long
/// good past is forgotten; the alarm rings when the mean over bets reaches 1/alpha. While the mean stays at or below the bound, the
/// expected
/// number of values before a false alarm is at least 1/alpha.
/// </remarks>
public sealed class DriftAlarm
{
    /// <summary>
    /// Bets as parts of 1/bound, the largest one that cannot lose everything. The best one for a rate that rises from p to q is
    /// (q - p) / (p (1 - p)): small parts find a doubled rate, large ones a rate near one.
    /// </summary>
    private static readonly double[] Bets = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.65, 0.9];

    private readonly double _bound;
    private readonly double _level;
    private readonly double[] _evidence = new double[Bets.Length];

    /// <param name="bound">Mean that is still all right, inside (0, 1).</param>
    /// <param name="alpha">One over the number of good values between false alarms.</param>
    public DriftAlarm(double bound, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bound, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bound, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(alpha, 0);
        _bound = bound;
        _level = 1 / alpha;
        Reset();
    }

    /// <summary>Mean evidence of a change; 1 at rest.</summary>
    public double Evidence => _evidence.Average();

    /// <summary>Rang once and stays so until <see cref="Reset"/>.</summary>
    public bool IsRinging { get; private set; }

    /// <summary>Takes the next value and says whether the alarm rings.</summary>
    /// <param name="value">0 to 1.</param>
    public bool Observe(double value)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 1 is expected.");
        }

        for (var i = 0; i < Bets.Length; i++)
        {
            _evidence[i] = Math.Max(1, _evidence[i]) * (1 + (Bets[i] / _bound * (value - _bound)));
        }

        return IsRinging |= Evidence >= _level;
    }

    /// <summary>Starts anew: a new model version, template or price.</summary>
    public void Reset()
    {
        Array.Fill(_evidence, 1);
        IsRinging = false;
    }
}
