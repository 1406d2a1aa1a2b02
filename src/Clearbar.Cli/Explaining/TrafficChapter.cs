using System.Text.Json;
using Clearbar.Ledger.Stories;

namespace Clearbar.Cli.Explaining;

/// <summary>What the ledger has of a class: volume, spend, tiers, what went on to a further rung and why.</summary>
internal sealed class TrafficChapter : IClassChapter
{
    /// <summary>Reasons told in sentences; JSON has all of them.</summary>
    private const int ToldReasons = 5;

    private ClassStory _story = null!;

    public bool TryRead(ClassQuestion question)
    {
        _story = ClassStory.Read(question.Entries, question.Class, question.Since, question.Until);
        return _story.Attempts > 0;
    }

    public IEnumerable<string> Tell()
    {
        var mean = _story.Requests == 0 ? 0 : decimal.Round(_story.Cost.Amount / _story.Requests, 6);
        yield return Words.Text(
            $"Traffic, {Words.Day(_story.First!.Value)} to {Words.Day(_story.Last!.Value)}: {Words.Count(_story.Requests, "request")} in ")
            + Words.Text($"{Words.Count(_story.Attempts, "attempt")} cost ${_story.Cost}, ${mean:0.######} a request.");
        if (_story.Uncertain > 0)
        {
            yield return $"The charge of {Words.Count(_story.Uncertain, "attempt")} is not known and not in it.";
        }

        foreach (var rung in _story.Rungs)
        {
            yield return Words.Text($"  {rung.Name}: {Words.Share(rung.Accepted, _story.Accepted)} of the answers ({rung.Accepted:N0}), ")
                + Words.Text($"{rung.Escalated:N0} that did not pass, {Words.Count(rung.Other, "other attempt")}, ${rung.Cost}");
        }

        if (_story.Escalated == 0)
        {
            yield return "No answer was recorded that did not pass.";
            yield break;
        }

        yield return $"{Words.Count(_story.Escalated, "answer")} did not pass and went on to a further rung; they cost ${_story.EscalatedCost}, "
            + $"{Words.Share(_story.EscalatedCost.Amount, _story.Cost.Amount)} of the spend. Why:";
        foreach (var reason in _story.Reasons.Take(ToldReasons))
        {
            yield return Words.Text($"  {reason.Count:N0} at {reason.Rung}: {reason.Reason}");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("traffic");
        json.WriteString("first", _story.First!.Value);
        json.WriteString("last", _story.Last!.Value);
        json.WriteNumber("requests", _story.Requests);
        json.WriteNumber("attempts", _story.Attempts);
        json.WriteNumber("accepted", _story.Accepted);
        json.WriteNumber("escalated", _story.Escalated);
        json.WriteNumber("uncertain", _story.Uncertain);
        json.WriteString("costUsd", _story.Cost.ToString());
        json.WriteString("escalatedUsd", _story.EscalatedCost.ToString());
        json.WriteStartArray("rungs");
        foreach (var rung in _story.Rungs)
        {
            json.WriteStartObject();
            json.WriteString("rung", rung.Name);
            json.WriteNumber("accepted", rung.Accepted);
            json.WriteNumber("escalated", rung.Escalated);
            json.WriteNumber("other", rung.Other);
            json.WriteString("costUsd", rung.Cost.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("outcomes");
        foreach (var (outcome, count) in _story.Outcomes)
        {
            json.WriteNumber(outcome, count);
        }

        json.WriteEndObject();
        json.WriteStartArray("reasons");
        foreach (var reason in _story.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("rung", reason.Rung);
            json.WriteString("reason", reason.Reason);
            json.WriteNumber("count", reason.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
