using Clearbar.Certificates;

namespace Clearbar.Routing.Replays;

/// <summary>
/// Adds up replayed requests in constant memory: money exactly, and the sums of squares its intervals need. Not thread-safe.
/// </summary>
/// <remarks>
/// Intervals of money are normal over requests: with d = now - then of each, the sum D has variance n var(d); the change R - 1, R the ratio of the
/// sums, has the delta method's sd(now - R then) / (mean(then) sqrt(n)), as in <see cref="SavingEstimate"/>. What a chance estimated from m
/// requests adds (<see cref="AddDoubt"/>) is added to the variance.
/// </remarks>
public sealed class ReplayTally
{
    /// <summary>Of every interval.</summary>
    public const double Confidence = 0.95;

    private readonly ScoreTally _scores = new();
    private readonly ReportedTally _reported = new();
    private readonly LatencyTally _timesThen = new();
    private readonly LatencyTally _timesNow = new();
    private long _requests;
    private long _carried;
    private long _same;
    private bool _knowsSame;
    private decimal _carriedCost;
    private decimal _then;
    private decimal _now;
    private double _escalationsThen;
    private double _escalationsNow;
    private double _nowSquares;
    private double _differenceSquares;
    private double _thenSquares;
    private double _differenceTimesThen;
    private double _doubt;

    public void Add(in ReplayedRequest request)
    {
        _requests++;
        _then += request.Then;
        _now += request.Now;
        var (then, difference) = ((double)request.Then, (double)(request.Now - request.Then));
        _nowSquares += (double)request.Now * (double)request.Now;
        _thenSquares += then * then;
        _differenceSquares += difference * difference;
        _differenceTimesThen += difference * then;
        _escalationsThen += request.EscalationsThen;
        _escalationsNow += request.EscalationsNow;
        if (!request.IsReplayed)
        {
            _carried++;
            _carriedCost += request.Then;
        }

        _knowsSame |= request.SameAnswer is not null;
        _same += request.SameAnswer is true ? 1 : 0;
        if (request is { ScoreThen: { } scoreThen, ScoreNow: { } scoreNow })
        {
            _scores.Add(scoreThen, scoreNow, request.ScoreLeft);
        }

        if (request.Reported is { } reported)
        {
            _reported.Add(reported, request.SameAnswer is true);
        }

        AddTime(_timesThen, request.MillisecondsThen);
        AddTime(_timesNow, request.MillisecondsNow);
    }

    /// <summary>Adds variance of the sum that comes from a chance that is itself only estimated.</summary>
    /// <param name="variance">In squared units of cost.</param>
    public void AddDoubt(double variance) => _doubt += variance;

    /// <param name="className">Name of the row.</param>
    /// <param name="policy">The policy replayed.</param>
    public ReplayFigures ToFigures(string className, string? policy) => new()
    {
        Class = className,
        Policy = policy,
        Requests = _requests,
        CarriedOver = _carried,
        CarriedOverCost = _carriedCost,
        Then = _then,
        Now = _now,
        NowInterval = Around((double)_now, SumVariance((double)_now, _nowSquares)),
        DifferenceInterval = Around((double)(_now - _then), SumVariance((double)(_now - _then), _differenceSquares)),
        Change = Change(),
        Quality = _scores.ToFigures(),
        Reported = _reported.ToFigures(),
        EscalationsThen = _escalationsThen,
        EscalationsNow = _escalationsNow,
        SameAnswer = _knowsSame ? new Measured((double)_same / _requests, Proportion.Wilson(_same, _requests, Confidence)) : null,
        LatencyThen = _timesThen.ToFigures(),
        LatencyNow = _timesNow.ToFigures(),
    };

    private static void AddTime(LatencyTally tally, double? milliseconds)
    {
        if (milliseconds is { } time)
        {
            tally.Add(time);
        }
    }

    private Interval Around(double value, double variance)
    {
        var reach = NormalDistribution.Quantile((1 + Confidence) / 2) * Math.Sqrt(variance + _doubt);
        return new Interval(value - reach, value + reach);
    }

    /// <summary>Variance of a sum of n draws: n times the sample variance of one.</summary>
    private double SumVariance(double sum, double squares)
        => _requests < 2 ? 0 : Math.Max(0, squares - (sum * sum / _requests)) * _requests / (_requests - 1);

    private Measured? Change()
    {
        if (_then <= 0)
        {
            return null;
        }

        // Residuals now - R then are written d - (R - 1) then: without a difference they are zero to the last bit.
        var change = (double)((_now - _then) / _then);
        var squares = _differenceSquares - (2 * change * _differenceTimesThen) + (change * change * _thenSquares);
        var variance = _requests < 2 ? 0 : Math.Max(0, squares) * _requests / (_requests - 1);
        var reach = NormalDistribution.Quantile((1 + Confidence) / 2) * Math.Sqrt(variance + _doubt) / (double)_then;
        return new Measured(change, new Interval(change - reach, change + reach));
    }
}
