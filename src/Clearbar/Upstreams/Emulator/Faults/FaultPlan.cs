using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.Upstreams.Emulator.Faults;

/// <summary>
/// Decides for each attempt which fault it suffers. Counts per rule, so with one caller the same seed gives the same faults in the same
/// places; with many callers the same number of them. Safe for concurrent use.
/// </summary>
internal sealed class FaultPlan(FaultScript script, int seed)
{
    private readonly Lock _gate = new();
    private readonly int[] _met = new int[script.Rules.Count];
    private readonly int[] _suffered = new int[script.Rules.Count];

    public FaultRule? Next(string modelAsked, string modelId, string operation, bool stream)
    {
        if (script.Rules.Count == 0)
        {
            return null;
        }

        lock (_gate)
        {
            for (var i = 0; i < script.Rules.Count; i++)
            {
                var rule = script.Rules[i];
                if (Meets(rule, modelAsked, modelId, operation, stream) && Strikes(rule, i))
                {
                    _suffered[i]++;
                    return rule;
                }
            }
        }

        return null;
    }

    public void Reset()
    {
        lock (_gate)
        {
            Array.Clear(_met);
            Array.Clear(_suffered);
        }
    }

    private bool Strikes(FaultRule rule, int index)
    {
        var ordinal = ++_met[index];
        if ((rule.Nth != 0 && ordinal != rule.Nth) || (rule.Times != 0 && _suffered[index] >= rule.Times))
        {
            return false;
        }

        return rule.Probability >= 1
            || new SeededDraws(((ulong)seed << 32) ^ ((ulong)index << 24) ^ (ulong)ordinal).Fraction() < rule.Probability;
    }

    private static bool Meets(FaultRule rule, string modelAsked, string modelId, string operation, bool stream) =>
        (rule.Model is null || rule.Model == modelAsked || rule.Model == modelId)
        && (rule.Path is null || rule.Path == operation)
        && (rule.Stream is null || rule.Stream == stream)
        && (stream || rule.Kind is not (FaultKind.ExceptionFrame or FaultKind.BadCrc or FaultKind.TruncatedSse or FaultKind.EarlyEnd));
}
