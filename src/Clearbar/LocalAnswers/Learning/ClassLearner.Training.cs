using Clearbar.Configuration;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>How a class looks at its examples and puts what they certify in force.</summary>
public sealed partial class ClassLearner
{
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
        var (term, look, options, after) = Begun();
        try
        {
            var examples = _store.ReadAll(cancellation);
            // What was taken before drift rang is dropped from the store; a process that ended between the two may have left it there.
            examples.RemoveAll(example => example.At < after);
            LearningSample sample;
            lock (_gate)
            {
                sample = LearningSample.Of(examples, _store.Labels.NameOf, _store.Labels.IsDeclared);
            }

            var delta = LearningPlan.DeltaOf(look, options.ConfidenceLevel);
            var outcome = new LearningTrainer(_clock).Look(sample, options.Agreement, delta, cancellation);
            lock (_gate)
            {
                // Drift rang while the examples were looked at: what they certify is over.
                if (term == _term && !_isClosed)
                {
                    Conclude_NeedsLock(outcome);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _isTraining = false;
            }
        }
    }

    private (int Term, int Look, LocalLearningOptions Options, DateTimeOffset? After) Begun()
    {
        lock (_gate)
        {
            return (_term, _state.Looks, _options, _state.StoppedAt);
        }
    }

    private void Conclude_NeedsLock(LearningOutcome outcome)
    {
        if (outcome.Answerer is { } answerer && TryInstall(answerer, outcome.Certificate!))
        {
            _files.SaveAnswerer(answerer);
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
            var because = outcome.Answerer is null ? outcome.Because : "the class's gates refuse the answer rung 0 would give; check 'labelMember'";
            _state = _inForce is not null ? _state : _state with { Because = because, MoreNeeded = outcome.MoreNeeded };
            _state.Save(_files.State);
            LearningLog.NotCertified(_logger, Class, because);
        }
    }

    private bool TryInstall(LocalAnswerer answerer, LearningCertificate certificate)
    {
        var rung = new LocalRung(answerer, certificate.Threshold, _options.LabelMember, _options.ConfidenceMember);
        foreach (var label in answerer.Labels)
        {
            // An answer that no gate would let pass from a model is none from here either.
            if (label != LearningSample.Other
                && !_gates.Evaluate(new Answer { Text = rung.Phrase(label, certificate.Threshold), StopReason = StopReason.EndTurn }).Passed)
            {
                return false;
            }
        }

        _alarm = NewAlarm();
        _inForce = new InForce(rung, _options.Check, ++_term);
        return true;
    }
}
