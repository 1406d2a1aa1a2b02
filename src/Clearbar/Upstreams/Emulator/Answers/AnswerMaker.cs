using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Prompts;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>
/// Makes the answer to a request, decided by the seed and the prompt alone: from the answer sheet where it knows the input, by the rules of
/// the request (tools, schema) otherwise, and as a sentence that says it is emulated when nothing else applies.
/// </summary>
/// <remarks>
/// Thinking costs a quarter of the prompt's tokens, at least 64 and at most 2,048, bounded by budget and limit (our choice, so that
/// thinking is visible in the bill); what is shown of it is one sentence.
/// </remarks>
internal sealed class AnswerMaker(EmulatorOptions options)
{
    private const int MinimumThinking = 64;
    private const int MaximumThinking = 2_048;

    /// <param name="scripted">The rule of the scenario that answers this call; null when none does.</param>
    public EmulatedAnswer Make(EmulatedRequest request, AnswerRule? scripted = null)
    {
        if (request.MaxTokens == 0)
        {
            return new EmulatedAnswer { StopReason = "max_tokens" };
        }

        var hash = request.PromptHash;
        var draws = new SeededDraws(
            (ulong)hash ^ (ulong)(hash >> 64) ^ Fingerprint.Draw((ulong)options.Seed, (ulong)request.Model.Generation));
        var answer = Think(request, draws);
        var room = request.MaxTokens - answer.ThinkingTokens;
        if (room == 0)
        {
            return answer with { StopReason = "max_tokens", OutputTokens = answer.ThinkingTokens };
        }

        if (scripted is not null)
        {
            var said = scripted.Tools.Count > 0
                ? ToolCalling.Call(answer, request, scripted.Tools, room, draws)
                : Say(answer, request, scripted.Text ?? Invent(request, draws), room);
            return scripted.StopReason is { } reason ? said with { StopReason = reason } : said;
        }

        var known = options.AnswerSheet?.Find(request.LastUserTextHash, request.Model.LineName, request.Thinks);
        return ToolCalling.Pick(request, known, draws) is { Count: > 0 } tools
            ? ToolCalling.Call(answer, request, tools, known, room, draws)
            : Say(answer, request, known ?? Invent(request, draws), room);
    }

    private static EmulatedAnswer Think(EmulatedRequest request, SeededDraws draws)
    {
        if (!request.Thinks)
        {
            return new EmulatedAnswer();
        }

        var tokens = Math.Clamp(request.PromptTokens / 4, MinimumThinking, MaximumThinking);
        tokens = request.Thinking == ThinkingMode.Budgeted ? Math.Min(tokens, request.ThinkingBudget) : tokens;
        var shown = request.ThinkingDisplay ?? (request.Model.CountsLikeSecondTokenizer ? "omitted" : "summarized");
        return new EmulatedAnswer
        {
            HasThinking = true,
            Thinking = shown == "omitted" ? "" : "This stands for thinking that did not take place: no model read the question.",
            Signature = Convert.ToBase64String(Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"clearbar-emulated-signature:{draws.Next():x16}{draws.Next():x16}"))),
            ThinkingTokens = Math.Min(tokens, request.MaxTokens),
        };
    }

    private static EmulatedAnswer Say(EmulatedAnswer answer, EmulatedRequest request, string text, int room)
    {
        string? stopped = null;
        foreach (var stop in request.StopSequences)
        {
            var at = stop.Length == 0 ? -1 : text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0)
            {
                text = text[..at];
                stopped = stop;
            }
        }

        var second = request.Model.CountsLikeSecondTokenizer;
        var tokens = CountOf(text, second);
        if (tokens > room)
        {
            text = Cut(text, room, second);
            return answer with { Text = text, StopReason = "max_tokens", OutputTokens = answer.ThinkingTokens + room };
        }

        return answer with
        {
            Text = text,
            StopReason = stopped is null ? "end_turn" : "stop_sequence",
            StopSequence = stopped,
            OutputTokens = answer.ThinkingTokens + Math.Max(1, tokens),
        };
    }

    private string Invent(EmulatedRequest request, SeededDraws draws)
    {
        if (request.OutputSchema.ValueKind == JsonValueKind.Object)
        {
            return SchemaInstance.Write(request.OutputSchema, draws);
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"[emulated] No model wrote this. It stands for an answer of {request.Model.Id} ")
            .Append(CultureInfo.InvariantCulture, $"to a prompt of {request.PromptTokens} tokens; draft {draws.Next() & 0xFFFF:x4}.");
        var sentence = 0;
        while (TokenEstimator.Count(Encoding.UTF8.GetBytes(text.ToString())) < options.DefaultAnswerTokens)
        {
            for (var i = 0; i < 16; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $" Sentence {++sentence} only fills the length that was asked of the emulator.");
            }
        }

        return text.ToString();
    }

    /// <summary>The longest beginning of a text that costs at most so many tokens; never half of a surrogate pair.</summary>
    private static string Cut(string text, int tokens, bool second)
    {
        var low = 0;
        var high = text.Length;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (CountOf(text[..middle], second) <= tokens)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low > 0 && char.IsHighSurrogate(text[low - 1]) ? text[..(low - 1)] : text[..low];
    }

    private static int CountOf(string text, bool second) =>
        TokenEstimator.Scale(TokenEstimator.Count(Encoding.UTF8.GetBytes(text)), second);
}
