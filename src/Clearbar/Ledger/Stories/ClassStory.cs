using System.Text.RegularExpressions;
using Clearbar.Ledger.Exports;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Stories;

/// <summary>One class over a stretch of the ledger: volume, spend, where requests were answered, what did not pass and why.</summary>
public sealed partial class ClassStory
{
    private readonly HashSet<string> _requests = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RungStory> _rungs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rung, string Reason), long> _reasons = [];

    private ClassStory(string name) => Name = name;

    public string Name { get; }

    /// <summary>Requests with an entry in the stretch.</summary>
    public long Requests => _requests.Count;

    public long Attempts { get; private set; }

    public long Accepted { get; private set; }

    public long Escalated { get; private set; }

    /// <summary>Known charges of settled attempts.</summary>
    public Usd Cost { get; private set; }

    /// <summary>Part of it that escalated answers cost.</summary>
    public Usd EscalatedCost { get; private set; }

    /// <summary>Attempts whose charge is not known.</summary>
    public long Uncertain { get; private set; }

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    /// <summary>By rung.</summary>
    public IReadOnlyCollection<RungStory> Rungs => _rungs.Values;

    /// <summary>Attempts by outcome; an outcome this version has no name for is its number.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => _outcomes;

    /// <summary>Why answers did not pass, most frequent first: numbers in a reason are written <c>#</c>, so that alike ones are one.</summary>
    public IReadOnlyList<EscalationReason> Reasons =>
    [
        .. _reasons.Select(static pair => new EscalationReason(pair.Key.Rung, pair.Key.Reason, pair.Value))
            .OrderByDescending(static reason => reason.Count)
            .ThenBy(static reason => reason.Rung, StringComparer.Ordinal)
            .ThenBy(static reason => reason.Reason, StringComparer.Ordinal),
    ];

    /// <summary>Reads the class's entries once.</summary>
    public static ClassStory Read(IEntrySource source, string className, DateTimeOffset? from, DateTimeOffset? to)
    {
        ArgumentNullException.ThrowIfNull(source);
        var story = new ClassStory(className);
        foreach (var entry in source.Read(from, to))
        {
            if (entry.Class == className)
            {
                story.Add(entry);
            }
        }

        return story;
    }

    private void Add(StoredEntry entry)
    {
        Attempts++;
        First = First is { } first && first < entry.At ? first : entry.At;
        Last = Last is { } last && last > entry.At ? last : entry.At;
        _requests.Add(entry.RequestId ?? entry.EntryId.ToString());
        var outcome = entry.Outcome.ToString();
        _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        var isSettled = entry.Outcome is not (EntryOutcome.Open or EntryOutcome.Abandoned);
        var cost = isSettled ? entry.Cost ?? Usd.Zero : Usd.Zero;
        Uncertain += isSettled && entry.Cost is not null ? 0 : 1;
        Cost += cost;
        if (!_rungs.TryGetValue(entry.Rung ?? "", out var rung))
        {
            _rungs.Add(entry.Rung ?? "", rung = new RungStory(entry.Rung ?? ""));
        }

        rung.Add(entry.Outcome, cost);
        Accepted += entry.Outcome == EntryOutcome.Accepted ? 1 : 0;
        if (entry.Outcome == EntryOutcome.Escalated)
        {
            Escalated++;
            EscalatedCost += cost;
            var key = (rung.Name, Digits().Replace(entry.Reason ?? "no reason recorded", "#"));
            _reasons[key] = _reasons.GetValueOrDefault(key) + 1;
        }
    }

    [GeneratedRegex(@"\d+(\.\d+)?", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();
}
