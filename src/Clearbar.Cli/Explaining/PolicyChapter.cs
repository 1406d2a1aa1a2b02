using System.Text.Json;
using Clearbar.Certificates.Online;
using Clearbar.Shadows;

namespace Clearbar.Cli.Explaining;

/// <summary>What the gateway has learned of a class while serving it, as its policy book in the data directory says.</summary>
internal sealed class PolicyChapter : IClassChapter
{
    private const int LatestEvents = 5;

    private IReadOnlyList<ClassState> _states = [];
    private IReadOnlyList<PolicyEvent> _events = [];

    public bool TryRead(ClassQuestion question)
    {
        if (question.DataDirectory is not { } folder || !File.Exists(Path.Combine(folder, ShadowServices.BookFile)))
        {
            return false;
        }

        var book = PolicyBookFile.Parse(File.ReadAllText(Path.Combine(folder, ShadowServices.BookFile)));
        _states = [.. book.Classes.Where(state => state.Class == question.Class)];
        _events = [.. book.Events.Where(happened => happened.Class == question.Class).TakeLast(LatestEvents)];
        return _states.Count > 0;
    }

    public IEnumerable<string> Tell()
    {
        foreach (var state in _states)
        {
            var granted = state.Candidates.Count(static candidate => candidate.Value.IsGranted);
            yield return $"Asked for {state.Reference}, learned while serving: "
                + (granted == 0 ? "nothing is certified, that model answers." : $"{Words.Count(granted, "candidate")} certified; the cheapest serves.");
            foreach (var (name, candidate) in state.Candidates.OrderBy(static candidate => candidate.Key, StringComparer.Ordinal))
            {
                yield return "  " + TellOf(name, candidate);
            }
        }

        foreach (var happened in _events)
        {
            yield return Words.Text($"{Words.Day(happened.At)}: {happened.Kind} {happened.Policy}: {happened.Why}");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("learned");
        foreach (var state in _states)
        {
            json.WriteRawValue(PolicyBookFile.ToJson(state));
        }

        json.WriteEndArray();
        json.WriteStartArray("events");
        foreach (var happened in _events)
        {
            json.WriteStartObject();
            json.WriteString("at", happened.At);
            json.WriteString("reference", happened.Reference);
            json.WriteString("kind", happened.Kind.ToString());
            json.WriteString("policy", happened.Policy);
            json.WriteString("why", happened.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string TellOf(string name, CandidateState candidate)
    {
        var tally = candidate.Tally;
        var counted = Words.Text($"{Words.Count(tally.Pairs, "pair")}, {tally.Losses:N0} lost, {tally.Wins:N0} won, observed loss {tally.Gap:P1}");
        return candidate.Grant is { } grant
            ? Words.Text($"{name}: certified {Words.Day(grant.At)} on {Words.Count(grant.Pairs, "pair")}, expected saving {grant.Saving:P1}; since then {counted}.")
            : $"{name}: tested, {counted}.";
    }
}
