using Clearbar.Certificates;
using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>
/// Rung 0 of one class as it learns: asked on the request path, told of accepted answers behind it, trained in the background, watched for
/// drift. Thread-safe: the path reads one reference; everything else is under the gate.
/// </summary>
public sealed partial class ClassLearner : IDisposable
{
    /// <summary>
    /// One over the compared answers between false alarms, if agreement were exactly the target all the time; above it they are rarer still.
    /// </summary>
    public const double AlarmAlpha = 1e-3;

    /// <summary>At this much evidence of drift, ten times as many answers are compared: the next ones decide sooner.</summary>
    private const double Suspicion = 5;

    private const int SuspiciousFactor = 10;

    private readonly Lock _gate = new();
    private readonly LearningFiles _files;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly FileStream _hold;
    private readonly ExampleStore _store;

    // Written under the gate, a few times a day; read by every request of the class.
    private volatile InForce? _inForce;

    // All under the gate.
    private LocalLearningOptions _options;
    private LearningTask _task;
    private GateSet _gates;
    private LearningState _state;
    private DriftAlarm _alarm;
    private int _term;
    private bool _isDirty;
    private bool _isTraining;
    private volatile bool _isClosed;

    /// <summary>Opens what was learned before; a certificate of another promise is not kept.</summary>
    /// <exception cref="IOException">The files cannot be used, for example because another gateway uses them.</exception>
    public ClassLearner(LearningFiles files, LocalLearningOptions options, GateSet gates, TimeProvider clock, ILogger logger)
    {
        (_files, _options, _task, _gates, _clock, _logger) = (files, options, LearningTask.Of(options), gates, clock, logger);
        _hold = files.Hold();
        try
        {
            _store = ExampleStore.Open(
                files.Examples, ExampleFormat.SubjectOf(files.Class, options.Extract), options.MaxExamples, options.Labels);
        }
        catch
        {
            _hold.Dispose();
            throw;
        }

        _alarm = NewAlarm();
        _state = LearningState.Of(files, options);
        if (_state.Phase == LearningPhase.Answering)
        {
            if (files.LoadModel(_task) is { } model && _task.RungOf(model, _state.Certificate!.Threshold, gates) is { } rung)
            {
                Install_NeedsLock(rung, model, _state.Certificate.Threshold);
            }
            else
            {
                _state = _state with { Phase = LearningPhase.Collecting, Certificate = null, HeldAtLook = 0, Because = "its answerer cannot be used" };
            }
        }
    }

    public string Class => _files.Class;

    public LocalLearningOptions Options => _options;

    /// <summary>It takes and answers nothing any more.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Where it stands now.</summary>
    public LearningState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Examples held now.</summary>
    public int Examples
    {
        get
        {
            lock (_gate)
            {
                return _store.Count;
            }
        }
    }

    /// <summary>On the request path: the answer, or null with the reason why the request goes on.</summary>
    /// <param name="requestId">Its hash decides whether the request is drawn for comparison.</param>
    /// <param name="pass">Null as well where the request is none that rung 0 could ever answer.</param>
    public string? TryAnswer(RequestOutline outline, string requestId, out LocalPass? pass)
    {
        pass = null;
        if (!_task.CanJudge(outline))
        {
            return null;
        }

        if (_inForce is not { } current)
        {
            pass = new LocalPass(this, ExampleOrigin.Off, null, 0);
            return null;
        }

        if (IsDrawn(requestId, current.Check))
        {
            pass = new LocalPass(this, ExampleOrigin.Drawn, current.Rung.TrySay(outline), current.Term);
            return null;
        }

        var answer = current.Rung.TryAnswer(outline);
        pass = answer is null ? new LocalPass(this, ExampleOrigin.Declined, null, current.Term) : null;
        return answer;
    }

    /// <summary>Whether the share of requests that is compared takes this one; the same id is always decided alike.</summary>
    /// <param name="requestId">The id.</param>
    /// <param name="share">0 to 1.</param>
    /// <param name="purpose">What is drawn for: draws for different purposes do not depend on each other.</param>
    public static bool IsDrawn(string requestId, double share, uint purpose = 0)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        var hash = Bits.Start + purpose;
        foreach (var unit in requestId)
        {
            hash = Bits.Add(hash, unit);
        }

        return (Bits.Mix(hash) >> 11) * (1.0 / (1L << 53)) < share;
    }

    /// <summary>Takes an accepted answer: an example, and where rung 0 would have answered, a comparison.</summary>
    public void Observe(in Observation seen)
    {
        var lesson = _task.Read(seen.Text, seen.Answer);
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            lesson.AppendTo(_store, seen.Pass.Origin, _clock.GetUtcNow());
            _state = _state with { Taken = _state.Taken + 1 };
            _isDirty = true;
            if (seen.Pass.Said is { } said && seen.Pass.Term == _term && _inForce is not null)
            {
                Compare_NeedsLock(said == lesson.Said);
            }
        }
    }

    /// <summary>Follows a new configuration of the same promise. Gates that refuse its answers from now on switch it off.</summary>
    public void Follow(LocalLearningOptions options, GateSet gates)
    {
        var task = LearningTask.Of(options);
        var current = _inForce;
        var rung = current is null ? null : task.RungOf(current.Model, current.Threshold, gates);
        lock (_gate)
        {
            (_options, _task, _gates) = (options, task, gates);
            if (current is null || _inForce?.Term != current.Term)
            {
                return;
            }

            _inForce = rung is null ? null : _inForce with { Rung = rung, Check = options.Check };
            if (rung is null)
            {
                _state = _state with { Phase = LearningPhase.Collecting, Certificate = null, Because = Refused };
                _state.Save(_files.State);
            }
        }
    }

    /// <summary>Writes the state if it has changed.</summary>
    public void Save()
    {
        lock (_gate)
        {
            if (_isDirty && !_isClosed)
            {
                _isDirty = false;
                _state.Save(_files.State);
            }
        }
    }

    /// <summary>Closes without another word to the disk, after a write has failed: a record that was cut would hide those after it.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isClosed = true;
            _inForce = null;
            _store.Dispose();
            _hold.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                try
                {
                    _state.Save(_files.State);
                }
                finally
                {
                    Abandon();
                }
            }
        }
    }

    private void Compare_NeedsLock(bool agreed)
    {
        _state = _state with
        {
            Checks = _state.Checks + 1, ChecksAgreed = _state.ChecksAgreed + (agreed ? 1 : 0), LastCheck = _clock.GetUtcNow(),
        };
        if (_alarm.Observe(agreed ? 0 : 1))
        {
            Stop_NeedsLock();
            return;
        }

        var check = _alarm.Evidence >= Suspicion ? Math.Min(1, SuspiciousFactor * _options.Check) : _options.Check;
        if (check != _inForce!.Check)
        {
            _inForce = _inForce with { Check = check };
        }
    }

    /// <summary>Off first, the rest after: from here on no request is answered by what has drifted.</summary>
    private void Stop_NeedsLock()
    {
        _inForce = null;
        _term++;
        var because = FormattableString.Invariant(
            $"{_state.ChecksAgreed} of its last {_state.Checks} compared answers agreed with the higher rungs, which is no longer {_options.Agreement:0.##%}");
        _state = _state with
        {
            Phase = LearningPhase.Stopped, Because = because, Certificate = null, StoppedAt = _clock.GetUtcNow(), HeldAtLook = 0, MoreNeeded = null,
        };
        try
        {
            _state.Save(_files.State);
            File.Delete(_task.PathOf(_files));
            _store.KeepNewest(0);
        }
        finally
        {
            LearningLog.Stopped(_logger, Class, because);
        }
    }

    private DriftAlarm NewAlarm() => new(1 - _options.Agreement, AlarmAlpha);

    /// <summary>The rung that answers now, and what share of its answers is compared.</summary>
    private sealed record InForce(ILocalRung Rung, ILearnedModel Model, double Threshold, double Check, int Term);
}
