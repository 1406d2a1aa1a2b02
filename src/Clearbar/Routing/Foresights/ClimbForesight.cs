using System.Collections.Concurrent;
using Clearbar.Budgets;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Routing.Policies;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Routing.Foresights;

/// <summary>
/// Which rungs of a climb are worth asking: learns from every gated answer which requests of a class a rung passes, and leaves out the rungs whose failing
/// is so likely that asking them costs more than it saves. It only ever leaves out cheaper rungs, and never the last, so no bar is lowered by it
/// (invariant I8).
/// </summary>
/// <remarks>
/// Expected cost from rung k on: its cost, plus the chance that it fails times the least expected cost from a later rung on (cascade routing of
/// Dekoninck et al. 2025 with the answer's quality left to the gates). One request in <see cref="Exploring"/> begins at the bottom all the same:
/// what is never asked is never learned of again.
/// </remarks>
public sealed class ClimbForesight
{
    /// <summary>Gated answers of a class and rung before its predictions are believed.</summary>
    public const int EnoughAnswers = 60;

    /// <summary>One in so many requests is climbed from the bottom whatever is predicted.</summary>
    public const uint Exploring = 32;

    private const int LongestText = 4096;
    private const int MostClasses = 4096;

    private static readonly PassPredictorOptions Learning = new() { Rate = 0.3f, Epochs = 1, Shrinkage = 0.001f };

    private readonly FeatureHasher _hasher = new();
    private readonly ConcurrentDictionary<(string Class, int Rung), Record> _records = new();
    private readonly Lazy<PassPredictor> _predictor = new(static () => PassPredictor.Untrained(Rungs, Learning));

    private static int Rungs => 2 * Enum.GetValues<Tier>().Length;

    /// <summary>The plan, or the same without the rungs that are not worth asking. The last rung always stays.</summary>
    public Plan Shorten(Exchange exchange, Plan plan)
    {
        if (!plan.HoldsAnswers || plan.Steps.Count < 2 || plan.Steps[0].IsLocal || exchange.Outline.LastUserText is not { } text
            || exchange.Class.Policy is { Foresight: false }
            // What is let through, to learn of it what is refused otherwise, has to be asked for.
            || plan.Gates.Score?.LetsThrough(exchange.RequestId) == true
            || !IsKnown(exchange, plan.Steps)
            || (uint)exchange.RequestId.GetHashCode(StringComparison.Ordinal) % Exploring == 0)
        {
            return plan;
        }

        var features = RequestFeatures.ForThisThread;
        _hasher.Encode(exchange.Class.Name, Read(text), features);
        Span<double> chances = stackalloc double[Rungs];
        _predictor.Value.Chances(features, chances);
        var steps = Worth(exchange, plan.Steps, chances);
        return steps.Count == plan.Steps.Count ? plan : plan with
        {
            Steps = steps,
            Because = $"{plan.Because}; rungs that would most likely not pass are left out",
        };
    }

    /// <summary>A gate has judged an answer.</summary>
    public void Learn(Exchange exchange, PlannedStep step, bool passed, long outputTokens)
    {
        if (IndexOf(step) is not { } rung || exchange.Outline.LastUserText is not { } text || exchange.Plan.Gates.IsEmpty)
        {
            return;
        }

        var key = (exchange.Class.Name, rung);
        if (!_records.TryGetValue(key, out var record))
        {
            if (_records.Count >= MostClasses * Rungs)
            {
                return;
            }

            record = _records.GetOrAdd(key, static _ => new Record());
        }

        record.Add(outputTokens);
        var read = Read(text);
        _hasher.Learn(read, 0);
        var features = RequestFeatures.ForThisThread;
        _hasher.Encode(exchange.Class.Name, read, features);
        _predictor.Value.Learn(features, rung, passed);
    }

    private static ReadOnlySpan<char> Read(string text) => text.AsSpan(0, Math.Min(text.Length, LongestText));

    /// <summary>Enough answers of every rung but the last were judged; the last one's answer is taken whatever its gates say.</summary>
    private bool IsKnown(Exchange exchange, IReadOnlyList<PlannedStep> steps)
    {
        for (var i = 0; i + 1 < steps.Count; i++)
        {
            if (IndexOf(steps[i]) is not { } rung
                || !_records.TryGetValue((exchange.Class.Name, rung), out var record) || record.Answers < EnoughAnswers)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Backwards: what a rung is worth is its own cost plus, where it fails, the cost of the cheapest way on. A rung stays where beginning at it is
    /// cheaper than beginning at any later one. A later rung was only ever asked where earlier ones had failed, so its chance is the one that counts.
    /// </summary>
    private IReadOnlyList<PlannedStep> Worth(Exchange exchange, IReadOnlyList<PlannedStep> steps, ReadOnlySpan<double> chances)
    {
        var kept = new List<PlannedStep>(steps.Count);
        var onward = double.PositiveInfinity;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (ExpectedCost(exchange, steps[i]) is not { } own)
            {
                return steps;
            }

            var isLast = i == steps.Count - 1;
            var from = isLast ? own : own + ((1 - chances[IndexOf(steps[i])!.Value]) * onward);
            if (isLast || from < onward)
            {
                onward = from;
                kept.Add(steps[i]);
            }
        }

        kept.Reverse();
        return kept;
    }

    /// <summary>Dollars of one answer of the usual length; null where the price is unknown.</summary>
    private double? ExpectedCost(Exchange exchange, PlannedStep step)
    {
        var outputs = IndexOf(step) is { } rung && _records.TryGetValue((exchange.Class.Name, rung), out var record) && record.Answers > 0
            ? record.MeanOutput
            : exchange.Outline.MaxTokens ?? 1024;
        var usage = new TokenUsage(Reservations.PromptEstimate(exchange.Outline), 0, 0, 0, outputs);
        return AttemptPrice.RateOf(exchange, step, exchange.Clock.GetUtcNow()) is { } rate && rate.TryCharge(usage, [], out _, out var cost, out _)
            ? (double)cost.Amount
            : null;
    }

    private static int? IndexOf(PlannedStep step) =>
        Rung.TryParse(step.Rung, out var rung) && rung.Tier is { } tier ? (2 * (int)tier) + (rung.Thinking ? 1 : 0) : null;

    /// <summary>Answers of one class on one rung.</summary>
    private sealed class Record
    {
        private long _answers;
        private long _outputs;

        public long Answers => Interlocked.Read(ref _answers);

        public long MeanOutput => Interlocked.Read(ref _outputs) / Math.Max(1, Answers);

        public void Add(long outputTokens)
        {
            Interlocked.Add(ref _outputs, outputTokens);
            Interlocked.Increment(ref _answers);
        }
    }
}
