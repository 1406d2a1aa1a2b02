using Clearbar.Certificates;

namespace Clearbar.Routing.Replays;

/// <summary>Adds up scores of requests whose outcomes are known, then and now.</summary>
internal sealed class ScoreTally
{
    private readonly PairedTally _pairs = new();
    private double _then;
    private double _now;
    private double _thenSquares;
    private double _nowSquares;
    private bool _graded;
    private long _rescued;
    private long _wasted;
    private long _harmful;

    /// <summary>Adds a request.</summary>
    /// <param name="then">Score of the answer it got.</param>
    /// <param name="now">Score of the answer it would have got.</param>
    /// <param name="left">Score of the first answer where the policy went on from it.</param>
    public void Add(double then, double now, double? left)
    {
        _pairs.Record(then, now);
        _then += then;
        _now += now;
        _thenSquares += then * then;
        _nowSquares += now * now;
        _graded |= then is not (0 or 1) || now is not (0 or 1);
        if (left is { } first)
        {
            _rescued += now > first ? 1 : 0;
            _harmful += now < first ? 1 : 0;
            _wasted += now == first ? 1 : 0;
        }
    }

    public QualityFigures? ToFigures() => _pairs.Pairs == 0
        ? null
        : new QualityFigures(
            _pairs.Pairs,
            Mean(_then, _thenSquares),
            Mean(_now, _nowSquares),
            Change(),
            _rescued + _wasted + _harmful,
            _rescued,
            _wasted,
            _harmful);

    private Measured Mean(double sum, double squares)
    {
        var n = _pairs.Pairs;
        var mean = sum / n;
        return new Measured(mean, _graded
            ? Around(mean, (squares / n) - (mean * mean), 0)
            : Proportion.Wilson(sum, n, ReplayTally.Confidence));
    }

    private Measured Change()
    {
        // The tally's gap is the loss, then less now.
        var gap = _pairs.Gap;
        var loss = _pairs.IsBinary
            ? PairedScoreTest.GapInterval(_pairs.Pairs, _pairs.Losses, _pairs.Wins, ReplayTally.Confidence)
            : Around(gap, _pairs.MeanSquare - (gap * gap), -1);
        return new Measured((_now - _then) / _pairs.Pairs, new Interval(-loss.High, -loss.Low));
    }

    private Interval Around(double mean, double variance, double least)
    {
        var reach = NormalDistribution.Quantile((1 + ReplayTally.Confidence) / 2) * Math.Sqrt(Math.Max(0, variance) / _pairs.Pairs);
        return new Interval(Math.Max(least, mean - reach), Math.Min(1, mean + reach));
    }
}
