using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Tiers;

namespace Clearbar.Routing.Replays;

/// <summary>A first look at a stretch of the ledger: how often each class's answers did not pass at each rung, and which models the rungs had.</summary>
public sealed class LedgerSurvey
{
    private readonly Dictionary<(string Class, string Rung), (long Passed, long Failed)> _gates = [];
    private readonly SortedDictionary<string, SortedDictionary<string, long>> _models = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _classes = new(StringComparer.Ordinal);

    /// <summary>Entries read.</summary>
    public long Entries { get; private set; }

    /// <summary>Classes seen.</summary>
    public IReadOnlyCollection<string> Classes => _classes;

    /// <summary>Rungs seen.</summary>
    public IReadOnlyCollection<string> Rungs => _models.Keys;

    /// <summary>Reads the stretch once.</summary>
    /// <param name="progress">Called now and then with the entries read since the last call.</param>
    public static LedgerSurvey Read(IEntrySource source, DateTimeOffset? from, DateTimeOffset? to, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var survey = new LedgerSurvey();
        foreach (var entry in ProgressSteps.Of(source.Read(from, to), progress))
        {
            survey.Add(entry);
        }

        return survey;
    }

    /// <summary>
    /// How often a class's answers did not pass at a rung; null when none was recorded to have failed: answers relayed without being held to a gate
    /// look the same as answers that passed.
    /// </summary>
    public GateRate? RateOf(string className, string rung)
        => _gates.TryGetValue((className, rung), out var seen) && seen.Failed > 0 ? new GateRate(seen.Failed, seen.Passed + seen.Failed) : null;

    /// <summary>The id a rung's attempts were sent to most often; null when it was never tried.</summary>
    public string? ModelOf(string rung)
    {
        string? best = null;
        var most = 0L;
        foreach (var (model, count) in _models.GetValueOrDefault(rung) ?? [])
        {
            (best, most) = count > most ? (model, count) : (best, most);
        }

        return best;
    }

    private void Add(StoredEntry entry)
    {
        Entries++;
        _classes.Add(entry.Class ?? "");
        if (entry.Rung is not { } rung)
        {
            return;
        }

        if (entry is { Model: { } model, Surface: not Surface.Local })
        {
            if (!_models.TryGetValue(rung, out var models))
            {
                _models.Add(rung, models = new SortedDictionary<string, long>(StringComparer.Ordinal));
            }

            models[model] = models.GetValueOrDefault(model) + 1;
        }

        if (entry.Outcome is EntryOutcome.Accepted or EntryOutcome.Escalated)
        {
            var key = (entry.Class ?? "", rung);
            var (passed, failed) = _gates.GetValueOrDefault(key);
            _gates[key] = RequestRecord.Passed(entry) ? (passed + 1, failed) : (passed, failed + 1);
        }
    }
}
