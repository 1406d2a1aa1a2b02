namespace Clearbar.Bench.Overhead.Load;

/// <summary>
/// Goes round the targets. They take turns slot by slot, in an order that shifts each round, so that whatever else the machine does hits all of them
/// alike.
/// </summary>
internal sealed class Rounds(TextWriter talk)
{
    /// <summary>
    /// Warm-up passes over all scenarios before one is measured: what one of them compiles speeds up the others. Tiered compilation takes a method
    /// twice: after 30 calls and a tenth of a second without new methods, instrumented, and again as often for the final code; on one core the compiler
    /// competes with the load.
    /// </summary>
    private const int WarmUpPasses = 2;

    /// <summary>What each target did in each scenario, one element a round.</summary>
    public Dictionary<(string Scenario, string Target), List<SlotResult>> Results { get; } = [];

    /// <param name="perTarget">Warm-up of each target, all scenarios and passes together.</param>
    public void WarmUp(IReadOnlyList<Scenario> scenarios, IReadOnlyList<LoadTarget> targets, TimeSpan perTarget)
    {
        var slot = perTarget / (WarmUpPasses * scenarios.Count);
        for (var pass = 1; pass <= WarmUpPasses; pass++)
        {
            foreach (var scenario in scenarios)
            {
                Say($"warming up {scenario.Name}, {pass} of {WarmUpPasses}");
                foreach (var target in targets)
                {
                    Slot.Run(target, scenario, slot, measured: false);
                }
            }
        }
    }

    public void Measure(IReadOnlyList<Scenario> scenarios, IReadOnlyList<LoadTarget> targets, int rounds, TimeSpan slot)
    {
        foreach (var scenario in scenarios)
        {
            foreach (var target in targets)
            {
                Results.Add((scenario.Name, target.Name), []);
            }

            for (var round = 0; round < rounds; round++)
            {
                Say($"{scenario.Name}: round {round + 1} of {rounds}");
                for (var i = 0; i < targets.Count; i++)
                {
                    var target = targets[(i + round) % targets.Count];
                    Results[(scenario.Name, target.Name)].Add(Slot.Run(target, scenario, slot));
                }
            }
        }

        Say("");
    }

    /// <summary>On a terminal one line that is written over; in a log one line each.</summary>
    private void Say(string what)
    {
        if (Console.IsErrorRedirected)
        {
            if (what.Length > 0)
            {
                talk.WriteLine(what);
            }

            return;
        }

        talk.Write("\r" + what.PadRight(50) + (what.Length == 0 ? "\r" : ""));
    }
}
