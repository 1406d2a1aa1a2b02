using System.Text;
using System.Text.Json;
using Clearbar.Gates.Scoring;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary>
/// What gates look at: the answer, its JSON, repaired and parsed at most once for all gates, and the request behind it.
/// Owned by one evaluation, not thread-safe; the JSON values die with it.
/// </summary>
/// <param name="answer">The answer to judge.</param>
/// <param name="request">The request it answers; null where only the answer is known, then gates that need the request are unsure.</param>
/// <param name="scoring">What is learned of such answers; null where nothing is, then nobody is scored.</param>
public sealed class GateInput(Answer answer, GateRequest? request = null, AnswerScoring? scoring = null) : IDisposable
{
    private const int Text = -1;

    // An answer has one text and a few calls, so a list is searched faster than a dictionary is built.
    private readonly List<(int Source, JsonReading Reading, JsonDocument? Document)> _readings = [];

    public Answer Answer => answer;

    public GateRequest? Request => request;

    public AnswerScoring? Scoring => scoring;

    /// <summary>The JSON the text consists of; or, when <paramref name="tool"/> is named, the input of that tool's first call.</summary>
    public JsonReading Json(string? tool = null)
    {
        if (tool is null)
        {
            return Read(Text);
        }

        for (var call = 0; call < answer.ToolCalls.Count; call++)
        {
            if (string.Equals(answer.ToolCalls[call].Name, tool, StringComparison.Ordinal))
            {
                return Read(call);
            }
        }

        return new JsonReading(JsonStatus.ToolNotCalled, default, default);
    }

    /// <summary>The input of the tool call at this position in <see cref="Clearbar.Wire.Answer.ToolCalls"/>.</summary>
    public JsonReading JsonOfCall(int call) => Read(call);

    public void Dispose()
    {
        foreach (var (_, _, document) in _readings)
        {
            document?.Dispose();
        }

        _readings.Clear();
    }

    private JsonReading Read(int source)
    {
        foreach (var (known, reading, _) in _readings)
        {
            if (known == source)
            {
                return reading;
            }
        }

        var (fresh, document) = Parse(source == Text ? answer.Text : answer.ToolCalls[source].InputJson);
        _readings.Add((source, fresh, document));
        return fresh;
    }

    private static (JsonReading Reading, JsonDocument? Document) Parse(string text)
    {
        var repair = JsonRepair.Repair(Encoding.UTF8.GetBytes(text));
        if (repair.Status == JsonStatus.NotJson)
        {
            return (new JsonReading(JsonStatus.NotJson, default, default), null);
        }

        var document = JsonDocument.Parse(repair.Utf8);
        return (new JsonReading(repair.Status, document.RootElement, repair.Utf8), document);
    }
}
