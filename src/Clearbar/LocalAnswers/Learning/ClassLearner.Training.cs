using Clearbar.Gates;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>How a class looks at its examples and puts what they certify in force.</summary>
public sealed partial class ClassLearner
{
    private const string Refused = "the class's gates refuse the answer rung 0 would give; check 'labelMember'";

    /// <summary>True once when enough examples have come for another look; then <see cref="Train"/> must be called.</summary>
    public bool TryBegin()
    {
        lock (_gate)
        {
            if (_isTraining || _isClosed || LearningPlan.UntilNextLook(_state, _options, _store.Count, _store.Uniform) > 0)
            {
                return false;
            }

            // The look is spent before it is made: a process that ends in the middle of it may not look for nothing.
            _state = _state with { Looks = _state.Looks + 1, TakenAtLook = _state.Taken, HeldAtLook = _store.Count };
            _state.Save(_files.State);
            return _isTraining = true;
        }
    }

    /// <summary>Looks at the examples and, if they certify an answerer, puts it in force. Takes seconds to minutes; never on the request path.</summary>
    public void Train(CancellationToken cancellation)
    {
        var begun = Begun();
        try
        {
            var examples = _store.ReadAll(cancellation);
            // What was taken before drift rang is dropped from the store; a process that ended between the two may have left it there.
            examples.RemoveAll(example => example.At < begun.After);
            var outcome = begun.Task.Look(examples, begun.Names, begun.Delta, _clock, cancellation);
            var gates = begun.Gates;
            ILocalRung? rung;
            do
            {
                // The gates are asked before the lock is taken, which the recorder of answers would wait for.
                rung = outcome.Learned is { } model ? begun.Task.RungOf(model, outcome.Certificate!.Threshold, gates) : null;
            }
            while (!TryConclude(begun, outcome, rung, ref gates));
        }
        finally
        {
            lock (_gate)
            {
                _isTraining = false;
            }
        }
    }

    private Look Begun()
    {
        lock (_gate)
        {
            return new Look(
                _term, LearningPlan.DeltaOf(_state.Looks, _options.ConfidenceLevel), _task, _gates, _state.StoppedAt, _store.Labels.CopyNames());
        }
    }

    /// <summary>False when the class has other gates by now: they must be asked first.</summary>
    private bool TryConclude(Look begun, LearningOutcome outcome, ILocalRung? rung, ref GateSet gates)
    {
        lock (_gate)
        {
            if (outcome.Learned is not null && !ReferenceEquals(gates, _gates))
            {
                gates = _gates;
                return false;
            }

            // Drift rang while the examples were looked at: what they certify is over.
            if (begun.Term == _term && !_isClosed)
            {
                Conclude_NeedsLock(outcome, rung);
            }

            return true;
        }
    }

    private void Conclude_NeedsLock(LearningOutcome outcome, ILocalRung? rung)
    {
        if (rung is not null)
        {
            Install_NeedsLock(rung, outcome.Learned!, outcome.Certificate!.Threshold);
            _files.SaveModel(_task, outcome.Learned!);
            _state = _state with
            {
                Phase = LearningPhase.Answering, Certificate = outcome.Certificate, Because = outcome.Because, MoreNeeded = null, Checks = 0, ChecksAgreed = 0,
            };
            _state.Save(_files.State);
            LearningLog.Certified(_logger, Class, outcome.Because);
        }
        else
        {
            // A rung in force stays: its certificate is as good as it was, and it is watched.
            var because = outcome.Learned is null ? outcome.Because : Refused;
            _state = _inForce is not null ? _state : _state with { Because = because, MoreNeeded = outcome.MoreNeeded };
            _state.Save(_files.State);
            LearningLog.NotCertified(_logger, Class, because);
        }
    }

    private void Install_NeedsLock(ILocalRung rung, ILearnedModel model, double threshold)
    {
        _alarm = NewAlarm();
        _inForce = new InForce(rung, model, threshold, _options.Check, ++_term);
    }

    /// <summary>What a look goes by, as it was when it began.</summary>
    private sealed record Look(
        int Term, double Delta, LearningTask Task, GateSet Gates, DateTimeOffset? After, IReadOnlyDictionary<ulong, string> Names);
}
