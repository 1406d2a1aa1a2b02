using System.Globalization;
using System.Text.Json;
using Clearbar.Tiers;

namespace Clearbar.Gates.Judging;

/// <summary>
/// <c>judge</c>: another tier grades the answer by a rubric, without being told which model wrote it. What it writes beside the score is not kept.
/// </summary>
/// <param name="tier">Who grades.</param>
/// <param name="rubric">What a good answer is.</param>
/// <param name="atLeast">Smallest score that passes, 0 to 1.</param>
/// <param name="maxTokens">Output limit of the grading call.</param>
public sealed class JudgeGate(Tier tier, string rubric, decimal atLeast, int maxTokens) : IAskingGate
{
    private const string Task = "You grade one answer to a question. Reply with one JSON object and nothing else: "
        + "{\"reason\": \"one short sentence\", \"score\": NUMBER} where NUMBER is from 0 (useless or wrong) to 1 (as good as it can be).";

    public string Name => "judge";

    public GateCost Cost => GateCost.Pay;

    public async ValueTask<GateVerdict> CheckAsync(GateInput input, IGateCalls calls, CancellationToken cancellation)
    {
        if (JudgePrompt.Shown(input.Answer) is not { } shown)
        {
            return GateVerdict.Unsure(Name, "judge: the answer is too long to be judged");
        }

        var body = JudgePrompt.Write(tier, Task, rubric, maxTokens, calls.Question.LastUserText, ("answer", shown));
        if (await calls.AskAsync(tier, body, cancellation) is not { } opinion)
        {
            return GateVerdict.Unsure(Name, "judge: could not be asked");
        }

        using var read = new GateInput(opinion);
        if (!read.Json().HasValue || !JsonMember.TryFind(read.Json().Value, "score", out var said)
            || said.ValueKind != JsonValueKind.Number || !said.TryGetDecimal(out var score) || score is not (>= 0 and <= 1))
        {
            return GateVerdict.Unsure(Name, "judge: gave no score from 0 to 1");
        }

        return score >= atLeast
            ? GateVerdict.Pass(Name)
            : GateVerdict.Fail(Name, string.Create(CultureInfo.InvariantCulture, $"judge: score {score:0.00##} < {atLeast:0.00##}"));
    }
}
