using System.Globalization;
using Clearbar.Routing.Policies;

namespace Clearbar.Certificates.Online;

/// <summary>
/// The evidence of one class and reference: promotes candidates by betting (see <see cref="TrialSpending"/> for what that guarantees),
/// demotes them by the mirrored bets or by an alarm, and chooses the cheapest granted one. Not thread-safe; the owner guards it.
/// </summary>
internal sealed partial class ClassEvidence
{
    /// <summary>Stands where a rung was not run; no chain that needs it is replayed.</summary>
    private static readonly RungOutcome s_notRun = new() { Score = 0, Cost = 0 };

    private readonly OnlineOptions _options;
    private readonly Action<PolicyEvent> _tell;
    private ClassState _own;
    private Candidate[] _candidates;
    private Candidate? _chosen;

    /// <param name="setup">What the evidence rests on.</param>
    /// <param name="stored">What this process stored of the class before, or null.</param>
    /// <param name="options">How certification behaves.</param>
    /// <param name="tell">Takes every event.</param>
    /// <param name="now">The time.</param>
    public ClassEvidence(ClassSetup setup, ClassState? stored, OnlineOptions options, Action<PolicyEvent> tell, DateTimeOffset now)
    {
        Setup = setup.Checked();
        _options = options;
        _tell = tell;
        _own = stored ?? Empty(setup, 0);
        _candidates = Build(setup, _own);
        Reopen(setup, _own, now);
        Choose(now);
    }

    public ClassSetup Setup { get; private set; }

    /// <summary>Rises with every change of what this process stores; what others counted does not belong to it.</summary>
    public long Revision { get; private set; }

    public bool IsFrozen => (_own.FreezeCount & 1) != 0;

    public int Epoch => _own.Epoch;

    public IReadOnlyList<Candidate> Candidates => _candidates;

    /// <summary>The policy traffic takes; null means the reference.</summary>
    public GrantedPolicy? Current { get; private set; }

    public Candidate? Chosen => _chosen;

    /// <summary>Evidence at which a candidate is promoted.</summary>
    public double Target(Candidate candidate) => TrialSpending.Target(Setup.Promise.Delta, _candidates.Length, candidate.Total.Trial);

    /// <summary>What this process counted, for its row or file.</summary>
    public ClassState Snapshot() => _own with
    {
        Candidates = _candidates.ToDictionary(static c => c.Name, static c => c.Own.Copy(), StringComparer.Ordinal),
    };

    /// <summary>Takes the setup as it is now; starts anew what no longer fits it.</summary>
    public void Reopen(ClassSetup setup, DateTimeOffset now)
    {
        Reopen(setup.Checked(), Snapshot(), now);
        Revision++;
        Choose(now);
    }

    /// <summary>Counts one sampled request for every candidate all of whose rungs are known.</summary>
    public void Record(IReadOnlyDictionary<string, RungOutcome> outcomes, DateTimeOffset now)
    {
        if (!outcomes.ContainsKey(Setup.Reference))
        {
            return;
        }

        var rungs = new RungOutcome[Setup.Ladder.Count];
        for (var i = 0; i < rungs.Length; i++)
        {
            rungs[i] = outcomes.GetValueOrDefault(Setup.Ladder[i]) ?? s_notRun;
        }

        Revision++;
        var request = new RecordedRequest { Id = "", Class = Setup.Class, Rungs = rungs };
        foreach (var candidate in _candidates)
        {
            if (!IsCovered(candidate.Chain, rungs))
            {
                continue;
            }

            var rings = candidate.Record(request);
            Judge(candidate, now);
            if (rings && candidate.Total.IsGranted)
            {
                var gap = candidate.Total.Tally.Gap.ToString("P1", CultureInfo.InvariantCulture);
                TakeBack(candidate, PolicyEventKind.RolledBack, $"the recent gap to {Setup.Reference} rose (mean since granted {gap})", now);
            }
        }

        Choose(now);
    }

    /// <summary>Takes a served request; rolls back when an alarm rings.</summary>
    public void Observe(ServedObservation observation, DateTimeOffset now)
    {
        if (_chosen is not { Total.Grant: { } grant } || grant.Id != observation.CertificateId)
        {
            return;
        }

        Revision++;
        if (_chosen.Observe(observation) is { } alarm)
        {
            TakeBack(_chosen, PolicyEventKind.RolledBack, alarm, now);
            Choose(now);
        }
    }

    /// <summary>Takes every grant back by the owner's will; the next ones have to be earned anew.</summary>
    public void Rollback(string reason, DateTimeOffset now)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate.Total.IsGranted)
            {
                TakeBack(candidate, PolicyEventKind.RolledBack, reason, now);
            }
        }

        Choose(now);
    }

    /// <summary>Keeps the class on its reference, or lets the evidence decide again. Evidence is collected all the same.</summary>
    public void Freeze(bool frozen, string reason, DateTimeOffset now)
    {
        if (frozen != IsFrozen)
        {
            _own = _own with { FreezeCount = _own.FreezeCount + 1 };
            Revision++;
            Tell(frozen ? PolicyEventKind.Frozen : PolicyEventKind.Thawed, "", reason, now);
            Choose(now);
        }
    }

    /// <summary>Takes an offline certificate over as a grant, once.</summary>
    /// <returns>Why not; null when it was taken, or had been before.</returns>
    public string? Import(Certificate certificate, string id, DateTimeOffset now)
    {
        var candidate = _candidates.FirstOrDefault(c => c.Name == certificate.Policy);
        if (!certificate.Granted || candidate is null)
        {
            return certificate.Granted
                ? $"\"{certificate.Policy}\" is not one of the policies the gateway can run for class {Setup.Class}: "
                    + string.Join(", ", _candidates.Select(static c => c.Name))
                : "it was not granted";
        }

        if (_own.Imported.Contains(id))
        {
            return null;
        }

        _own = _own with { Imported = ClassState.United(_own.Imported, [id]) };
        Revision++;
        if (!candidate.Total.IsGranted)
        {
            Advance(candidate, Grant.Of(certificate, id, now), PolicyEventKind.Imported, now);
            Choose(now);
        }

        return null;
    }

    /// <summary>Takes over what the other replicas counted and decided, if it rests on the same setup.</summary>
    public void Join(ClassState others, DateTimeOffset now)
    {
        var freeze = Math.Max(_own.FreezeCount, others.FreezeCount);
        var imported = ClassState.United(_own.Imported, others.Imported);
        Revision += freeze != _own.FreezeCount || imported.Count != _own.Imported.Count ? 1 : 0;
        _own = _own with { FreezeCount = freeze, Imported = imported };
        if (others.Basis == _own.Basis && others.Epoch >= _own.Epoch)
        {
            if (others.Epoch > _own.Epoch)
            {
                _own = Empty(Setup, others.Epoch) with
                {
                    FreezeCount = freeze, Imported = imported, PriceEpoch = others.PriceEpoch, Prices = others.Prices,
                };
                _candidates = Build(Setup, _own);
                Revision++;
                Tell(PolicyEventKind.Restarted, "", "another replica started the evidence anew", now);
            }

            var prices = PricesOrder(_own, others);
            foreach (var candidate in _candidates)
            {
                var isNew = candidate.Join(others.Candidates.GetValueOrDefault(candidate.Name) ?? new CandidateState(), prices);
                if (isNew)
                {
                    Revision++;
                    Tell(candidate.Total.Move, candidate.Name);
                }

                Judge(candidate, now);
            }
        }

        Choose(now);
    }

    private static bool IsCovered(Chain chain, RungOutcome[] rungs)
    {
        foreach (var rung in chain.Rungs)
        {
            if (ReferenceEquals(rungs[rung], s_notRun))
            {
                return false;
            }
        }

        return true;
    }

    private static ClassState Empty(ClassSetup setup, int epoch) => new()
    {
        Class = setup.Class,
        Reference = setup.Reference,
        Epoch = epoch,
        Basis = setup.Basis,
        Templates = setup.Templates,
        Prices = setup.Prices,
    };

    // Every cheaper rung alone and, with gates, every rising walk that ends at the reference.
    private Candidate[] Build(ClassSetup setup, ClassState stored)
    {
        var top = setup.Ladder.Count - 1;
        return
        [
            .. Chain.AllOf(setup.Ladder, setup.HasGates, withAnswers: false)
                .Where(chain => chain.Rungs.Count == 1 ? chain.Rungs[0] != top : chain.Rungs[^1] == top)
                .Select(chain => new Candidate(
                    chain, stored.Candidates.GetValueOrDefault(chain.Name)?.Copy() ?? new CandidateState(), _options)),
        ];
    }

    private void Reopen(ClassSetup setup, ClassState stored, DateTimeOffset now)
    {
        Setup = setup;
        var moved = Changes.TemplatesMoved(stored.Templates, setup.Templates, _options.SharedTemplates);
        if (stored.Basis != setup.Basis || moved)
        {
            var why = moved ? "the prompt templates changed" : $"\"{stored.Basis}\" became \"{setup.Basis}\"";
            _own = Empty(setup, stored.Epoch + 1) with { FreezeCount = stored.FreezeCount, Imported = stored.Imported };
            _candidates = Build(setup, _own);
            Tell(PolicyEventKind.Restarted, "", why, now);
            return;
        }

        _own = stored with { Templates = stored.Templates.Count == 0 ? setup.Templates : stored.Templates };
        if (stored.Prices != setup.Prices)
        {
            _own = _own with { Prices = setup.Prices, PriceEpoch = stored.PriceEpoch + 1 };
            foreach (var candidate in _candidates)
            {
                candidate.RestartCosts();
            }

            Tell(PolicyEventKind.PricesChanged, "", $"prices \"{stored.Prices}\" became \"{setup.Prices}\"", now);
        }
    }
}
