using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.Upstreams.Emulator.Rules;

/// <summary>
/// Decides for each call which rule strikes: the first that meets it and whose turn it is. Counts per rule, so with one caller the same seed
/// strikes in the same places; with many callers equally often. Safe for concurrent use.
/// </summary>
internal sealed class RulePlan<TRule>(IReadOnlyList<TRule> rules, int seed)
    where TRule : CallRule
{
    private readonly Lock _gate = new();
    private readonly int[] _met = new int[rules.Count];
    private readonly int[] _struck = new int[rules.Count];

    public TRule? Next(in CallFacts call)
    {
        if (rules.Count == 0)
        {
            return null;
        }

        lock (_gate)
        {
            for (var i = 0; i < rules.Count; i++)
            {
                if (rules[i].Meets(call) && Strikes(rules[i], i))
                {
                    _struck[i]++;
                    return rules[i];
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
            Array.Clear(_struck);
        }
    }

    private bool Strikes(TRule rule, int index)
    {
        var ordinal = ++_met[index];
        if ((rule.Nth != 0 && ordinal != rule.Nth) || (rule.Times != 0 && _struck[index] >= rule.Times))
        {
            return false;
        }

        return rule.Probability >= 1
            || new SeededDraws(((ulong)seed << 32) ^ ((ulong)index << 24) ^ (ulong)ordinal).Fraction() < rule.Probability;
    }
}
