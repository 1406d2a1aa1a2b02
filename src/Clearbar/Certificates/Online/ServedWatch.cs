using Clearbar.LocalAnswers;

namespace Clearbar.Certificates.Online;

/// <summary>
/// The alarms of one granted candidate. What is usual is learned from the first requests it serves (and, for gates, from the pairs that
/// certified it); then each alarm rings for a rate above the upper bound of that. The alarms live in this process; only the counts they
/// learn from are stored.
/// </summary>
internal sealed class ServedWatch
{
    /// <summary>Chance that a usual rate lies above the bound learned for it.</summary>
    private const double BoundDelta = 0.01;

    /// <summary>Room above the bound, so that a rate that is hardly higher is no drift.</summary>
    private const double Room = 1.25;

    /// <summary>Lowest and highest bound: one bad answer in a hundred is nobody's drift, and no rate can be above one.</summary>
    private const double LowestBound = 0.01;

    private const double HighestBound = 0.95;

    private readonly DriftAlarm?[] _alarms = new DriftAlarm?[CandidateState.SignalCount];
    private readonly double[] _bounds = new double[CandidateState.SignalCount];
    private readonly DriftAlarm _gap;
    private readonly OnlineOptions _options;

    public ServedWatch(Promise promise, OnlineOptions options)
    {
        _options = options;
        _gap = new DriftAlarm(Unit(promise.Epsilon), options.GapAlarmRate);
    }

    /// <summary>Takes one more paired difference; true when the recent gap is too large, however good the past was.</summary>
    public bool ObserveGap(double reference, double candidate) => _gap.Observe(Unit(reference - candidate));

    /// <summary>Takes a served request; the sentence of the alarm that rings, or null.</summary>
    /// <param name="observation">What was seen.</param>
    /// <param name="usual">Counts of all replicas so far.</param>
    /// <param name="learn">Called for what still counts as usual.</param>
    public string? Observe(ServedObservation observation, CandidateState usual, Action<ServedSignal, bool> learn)
    {
        for (var i = 0; i < _alarms.Length; i++)
        {
            var signal = (ServedSignal)i;
            if (observation.Of(signal) is not { } hit)
            {
                continue;
            }

            if (usual.Signals[i].Seen < _options.BaselineRequests)
            {
                learn(signal, hit);
                continue;
            }

            _alarms[i] ??= Learned(i, usual.Signals[i]);
            if (_alarms[i]!.Observe(hit ? 1 : 0))
            {
                return FormattableString.Invariant(
                    $"{Name(signal)} rose above {_bounds[i]:P1} (usual: {usual.Signals[i].Hits} of {usual.Signals[i].Seen})");
            }
        }

        return null;
    }

    private static double Unit(double gap) => (gap + 1) / 2;

    private static string Name(ServedSignal signal) => signal switch
    {
        ServedSignal.GateFailed => "the rate of failed gates",
        ServedSignal.OddStop => "the rate of refusals and odd stop reasons",
        ServedSignal.LengthOff => "the rate of unusual answer lengths",
        _ => "the rate of answers reported as bad",
    };

    private DriftAlarm Learned(int signal, RateCount usual)
    {
        var upper = BinomialBounds.Upper((int)Math.Min(usual.Hits, int.MaxValue), (int)Math.Min(usual.Seen, int.MaxValue), BoundDelta);
        _bounds[signal] = Math.Clamp(upper * Room, LowestBound, HighestBound);
        return new DriftAlarm(_bounds[signal], _options.AlarmRate / CandidateState.SignalCount);
    }
}
