using Clearbar.Certificates;

namespace Clearbar.Routing.Replays;

/// <summary>Adds up reported scores: of all answers, of those a policy keeps, and of those it would not have given for certain.</summary>
internal sealed class ReportedTally
{
    private readonly MeanTally _all = new();
    private readonly MeanTally _kept = new();
    private readonly MeanTally _others = new();

    public void Add(double score, bool isKept)
    {
        _all.Add(score);
        (isKept ? _kept : _others).Add(score);
    }

    public ReportedFigures? ToFigures()
        => _all.Mean is { } then ? new ReportedFigures(_all.Count, then, _kept.Count, _kept.Mean, _others.Mean) : null;

    private sealed class MeanTally
    {
        private double _sum;
        private double _squares;
        private bool _graded;

        public long Count { get; private set; }

        /// <summary>Wilson's interval where all scores are 0 or 1, else normal; null without a score.</summary>
        public Measured? Mean
        {
            get
            {
                if (Count == 0)
                {
                    return null;
                }

                var mean = _sum / Count;
                var reach = NormalDistribution.Quantile((1 + ReplayTally.Confidence) / 2) * Math.Sqrt(Math.Max(0, (_squares / Count) - (mean * mean)) / Count);
                return new Measured(mean, _graded
                    ? new Interval(Math.Max(0, mean - reach), Math.Min(1, mean + reach))
                    : Proportion.Wilson(_sum, Count, ReplayTally.Confidence));
            }
        }

        public void Add(double score)
        {
            Count++;
            _sum += score;
            _squares += score * score;
            _graded |= score is not (0 or 1);
        }
    }
}
