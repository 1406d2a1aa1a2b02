using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>Mean gain of the strong tier per class on the learned half, pooled towards the whole.</summary>
internal sealed class ClassGains
{
    private const double Pooling = 10;

    private readonly Dictionary<string, double> _gains = new(StringComparer.Ordinal);
    private readonly double _overall;

    public ClassGains(OutcomeSample learn)
    {
        _overall = learn.Requests.Average(static r => r.Reference.Score - r.Rungs[0].Score);
        foreach (var group in learn.ByClass())
        {
            var sum = group.Sum(static r => r.Reference.Score - r.Rungs[0].Score);
            _gains[group.Key] = (sum + (Pooling * _overall)) / (group.Count() + Pooling);
        }
    }

    public double Gain(RecordedRequest request) => _gains.GetValueOrDefault(request.Class, _overall);
}
