using System.Text.Json;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Gates.Judging;

/// <summary>
/// Asks a tier which of two answers to the same question is better, without telling who wrote which. Judges prefer one position (Zheng et al. 2023,
/// arXiv 2306.05685), so a seed decides which answer comes first: over many pairs the preference cancels out, and the same seed asks the same.
/// </summary>
/// <param name="tier">Who judges.</param>
/// <param name="rubric">What a good answer is.</param>
/// <param name="maxTokens">Output limit of the call.</param>
public sealed class JudgePair(Tier tier, string rubric, int maxTokens = 256)
{
    private const string Task = "You compare two answers to one question. Reply with one JSON object and nothing else: "
        + "{\"reason\": \"one short sentence\", \"better\": \"A\"} with \"A\", \"B\", or \"tie\" where neither is better. Length is no merit.";

    /// <summary>Compares two answers. Never throws for any answer; a cancelled call does.</summary>
    /// <param name="question">The user's question; null when it had no text.</param>
    /// <param name="seed">Any number that differs from pair to pair; only its mixed lowest bit counts.</param>
    public async ValueTask<PairVerdict> CompareAsync(
        string? question, Answer first, Answer second, ulong seed, IGateCalls calls, CancellationToken cancellation)
    {
        if (JudgePrompt.Shown(first) is not { } one || JudgePrompt.Shown(second) is not { } other)
        {
            return PairVerdict.Unknown;
        }

        var swapped = IsSwapped(seed);
        var body = JudgePrompt.Write(
            tier, Task, rubric, maxTokens, question, ("answer-a", swapped ? other : one), ("answer-b", swapped ? one : other));
        if (await calls.AskAsync(tier, body, cancellation) is not { } opinion)
        {
            return PairVerdict.Unknown;
        }

        using var read = new GateInput(opinion);
        return !read.Json().HasValue || !JsonMember.TryFind(read.Json().Value, "better", out var better) || better.ValueKind != JsonValueKind.String
            ? PairVerdict.Unknown
            : better.GetString()!.Trim().ToUpperInvariant() switch
            {
                "A" => swapped ? PairVerdict.Second : PairVerdict.First,
                "B" => swapped ? PairVerdict.First : PairVerdict.Second,
                "TIE" => PairVerdict.Tie,
                _ => PairVerdict.Unknown,
            };
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): counters make as fair a coin as random numbers.
    private static bool IsSwapped(ulong seed)
    {
        seed += 0x9E3779B97F4A7C15;
        seed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
        seed = (seed ^ (seed >> 27)) * 0x94D049BB133111EB;
        return ((seed ^ (seed >> 31)) & 1) == 1;
    }
}
