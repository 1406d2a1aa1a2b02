using Clearbar.Routing.Policies;
using Clearbar.Wire;

namespace Clearbar.Gates.Scoring;

/// <summary>What can be seen of an answer without knowing the right one, together with its question, as hashed features.</summary>
internal static class AnswerFeatures
{
    /// <summary>Where hedging and refusing are said; a short answer is all in it.</summary>
    private const int OpeningChars = 200;

    private const int QuestionChars = 1000;
    private const uint QuestionRole = 0;
    private const uint OpeningRole = 2;

    private static readonly string[] s_stops = Enum.GetNames<StopReason>();

    /// <param name="into">Takes the features.</param>
    /// <param name="question">The last user message.</param>
    /// <param name="input">The answer.</param>
    /// <param name="gate">Whom they are for.</param>
    /// <param name="length">How long the answer is beside others of its rung, in half standard deviations.</param>
    public static void Read(RequestFeatures into, string? question, GateInput input, ScoreGate gate, int length)
    {
        var answer = input.Answer;
        into.Clear();
        AddText(into, question, QuestionChars, QuestionRole, "request ");
        AddText(into, answer.Text, OpeningChars, OpeningRole, "answer ");
        into.Add(FeatureHasher.Slot("relative length", Digit(length)), 1);
        into.Add(FeatureHasher.Slot("stop", (int)answer.StopReason < s_stops.Length ? s_stops[(int)answer.StopReason] : ""), 1);
        into.Add(FeatureHasher.Slot("calls", Digit(Math.Min(3, answer.ToolCalls.Count))), 1);
        AddJson(into, input, gate);
    }

    private static void AddText(RequestFeatures into, ReadOnlySpan<char> text, int most, uint role, string name)
    {
        into.Scan(text.Length > most ? text[..most] : text, role);
        into.AddScanned();
        into.AddOutline(text, name);
    }

    /// <summary>Whether it is JSON is only looked for where it looks so, or another gate has looked already.</summary>
    private static void AddJson(RequestFeatures into, GateInput input, ScoreGate gate)
    {
        var text = input.Answer.Text.AsSpan().TrimStart();
        if (gate.ConfidenceMember is null && text is not ['{', ..] and not ['[', ..] and not ['`', '`', '`', ..])
        {
            return;
        }

        var reading = input.Json();
        into.Add(FeatureHasher.Slot("json", Digit((int)reading.Status)), 1);
        if (gate.ConfidenceMember is { } member && reading.HasValue
            && JsonMember.TryFind(reading.Value, member, out var value)
            && value.ValueKind == System.Text.Json.JsonValueKind.Number && value.TryGetDouble(out var confidence) && confidence is >= 0 and <= 1)
        {
            into.Add(FeatureHasher.Slot("confidence", Digit((int)(confidence * 20))), 1);
        }
    }

    private static string Digit(int value) => value switch
    {
        0 => "0", 1 => "1", 2 => "2", 3 => "3", _ => value.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}
