using System.Text.Json;

namespace Clearbar.Outcomes;

/// <summary>What an application says afterwards of an answer it was given.</summary>
/// <param name="RequestId">As it stood in <c>x-clearbar-id</c>.</param>
/// <param name="Score">0 to 1; right and wrong are 1 and 0.</param>
/// <param name="Source">Who says so, for example <c>thumbs</c>, <c>test</c>, <c>human</c>; null when it is not said.</param>
public sealed record ReportedOutcome(string RequestId, double Score, string? Source)
{
    public const int MostAtOnce = 1000;
    private const int LongestId = 128;
    private const int LongestSource = 64;

    /// <summary>Smallest score of a good answer.</summary>
    internal const double Good = 0.5;

    /// <summary>Below it an answer counts as bad.</summary>
    public bool IsBad => Score < Good;

    /// <summary>
    /// Reads the body of a report:
    /// <code>
    /// report  = outcome / { "outcomes": [ 1*1000 outcome ] }
    /// outcome = { "request_id": string, ( "score": 0..1 / "ok": boolean ), ?"source": string }
    /// </code>
    /// Exactly one of the two results is null; the problem says which member is wrong and what is allowed.
    /// </summary>
    public static (IReadOnlyList<ReportedOutcome>? Outcomes, string? Problem) Read(ReadOnlySpan<byte> body)
    {
        JsonElement root;
        try
        {
            var reader = new Utf8JsonReader(body);
            root = JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return (null, "the body is not JSON");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return (null, "the body must be an object with request_id and score, or with outcomes");
        }

        if (!root.TryGetProperty("outcomes", out var list))
        {
            var (one, fault) = ReadOne(root, "");
            return one is null ? (null, fault) : ([one], null);
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostAtOnce)
        {
            return (null, $"outcomes: give an array of 1 to {MostAtOnce}");
        }

        var outcomes = new List<ReportedOutcome>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var (outcome, problem) = ReadOne(item, $"outcomes[{outcomes.Count}].");
            if (outcome is null)
            {
                return (null, problem);
            }

            outcomes.Add(outcome);
        }

        return (outcomes, null);
    }

    private static (ReportedOutcome? Outcome, string? Problem) ReadOne(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return (null, $"{path}: must be an object");
        }

        foreach (var member in item.EnumerateObject())
        {
            if (member.Name is not ("request_id" or "score" or "ok" or "source"))
            {
                return (null, $"{path}{member.Name}: unknown member; known are request_id, score, ok, source");
            }
        }

        if (!item.TryGetProperty("request_id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString()!.Length is 0 or > LongestId)
        {
            return (null, $"{path}request_id: give the id from the header x-clearbar-id");
        }

        var source = item.TryGetProperty("source", out var named) ? named : default;
        if (source.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
            && (source.ValueKind != JsonValueKind.String || source.GetString()!.Length > LongestSource))
        {
            return (null, $"{path}source: must be a string of at most {LongestSource} characters");
        }

        return ScoreOf(item) is { } score
            ? (new ReportedOutcome(id.GetString()!, score, source.ValueKind == JsonValueKind.String ? source.GetString() : null), null)
            : (null, $"{path}score: give a number from 0 to 1, or ok: true or false, and not both");
    }

    private static double? ScoreOf(JsonElement item)
    {
        var hasScore = item.TryGetProperty("score", out var score);
        var hasOk = item.TryGetProperty("ok", out var ok);
        if (hasScore == hasOk)
        {
            return null;
        }

        if (hasOk)
        {
            return ok.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => null };
        }

        return score.ValueKind == JsonValueKind.Number && score.TryGetDouble(out var value) && value is >= 0 and <= 1 ? value : null;
    }
}
