using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Prompts;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>Chooses the tools an answer calls and writes the calls.</summary>
/// <remarks>
/// A request that must call some tool, defines two or more and does not forbid parallel use gets two calls of different tools: models do so
/// when the tools are independent, and one call would never show whether a client can read two.
/// </remarks>
internal static class ToolCalling
{
    private const int CallTokens = 12;

    /// <summary>
    /// The tools to call: the forced one; under <c>auto</c> none for a known input or a tool's result, otherwise one in about half of the
    /// prompts. Empty when the answer is in words.
    /// </summary>
    public static List<(string Name, JsonElement Schema)> Pick(EmulatedRequest request, string? known, SeededDraws draws)
    {
        var tools = request.Tools;
        if (tools.Count == 0)
        {
            return [];
        }

        switch (request.ToolChoice)
        {
            case ToolChoice.Named:
                return [tools.Find(tool => tool.Name == request.ToolChoiceName)];
            case ToolChoice.Any:
                var first = draws.Below(tools.Count);
                return tools.Count == 1 || request.OneCallOnly ? [tools[first]] : [tools[first], tools[(first + 1) % tools.Count]];
            case ToolChoice.None:
                return [];
            default:
                var answersInWords = known is not null || request.EndsWithToolResult || draws.Below(2) == 0;
                return answersInWords ? [] : [tools[draws.Below(tools.Count)]];
        }
    }

    /// <summary>Calls the tools; a known answer that is a JSON object is the input of the first.</summary>
    /// <param name="room">Output tokens left for the calls.</param>
    public static EmulatedAnswer Call(
        EmulatedAnswer answer, EmulatedRequest request, List<(string Name, JsonElement Schema)> tools, string? known, int room, SeededDraws draws)
    {
        var calls = new List<ScriptedCall>(tools.Count);
        foreach (var (name, schema) in tools)
        {
            var isGiven = calls.Count == 0 && known is not null && IsObject(known);
            var input = isGiven ? known! : SchemaInstance.Write(schema, draws);
            calls.Add(new ScriptedCall(name, input));
        }

        return Call(answer, request, calls, room, draws);
    }

    /// <summary>
    /// Calls the tools with these inputs. The call that <c>max_tokens</c> cuts has the input <c>{}</c>, and those after it are not made.
    /// </summary>
    /// <param name="room">Output tokens left for the calls.</param>
    public static EmulatedAnswer Call(
        EmulatedAnswer answer, EmulatedRequest request, IReadOnlyList<ScriptedCall> scripted, int room, SeededDraws draws)
    {
        var calls = new List<EmulatedToolCall>(scripted.Count);
        var used = 0;
        var isCut = false;
        for (var i = 0; i < scripted.Count && !isCut; i++)
        {
            var left = room - used;
            if (left == 0)
            {
                isCut = true;
                break;
            }

            var (name, input) = scripted[i];
            var tokens = TokenEstimator.Scale(
                CallTokens + TokenEstimator.Count(Encoding.UTF8.GetBytes(name + " " + input)), request.Model.CountsLikeSecondTokenizer);
            isCut = tokens > left;
            used = isCut ? room : used + tokens;
            var id = string.Create(CultureInfo.InvariantCulture, $"{request.ToolIdPrefix}{draws.Next():x16}{draws.Next() & 0xFFFFFF:x6}");
            calls.Add(new EmulatedToolCall(id, name, isCut ? "{}" : input, answer.ThinkingTokens + used));
        }

        return answer with
        {
            ToolCalls = calls,
            StopReason = isCut ? "max_tokens" : "tool_use",
            OutputTokens = answer.ThinkingTokens + used,
        };
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
