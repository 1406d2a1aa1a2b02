using System.Collections.Immutable;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary>The gates of one class, asked cheapest first. Immutable and shared by all requests of the class.</summary>
public sealed class GateSet
{
    private readonly ImmutableArray<IGate> _gates;

    /// <param name="gates">The gates; among equally cheap ones the order given is kept.</param>
    /// <param name="judgesRequestSchema">The class also wants answers judged by the output schema a request brings along.</param>
    public GateSet(IEnumerable<IGate> gates, bool judgesRequestSchema = false)
    {
        _gates = [.. gates.OrderBy(gate => gate.Cost)];
        JudgesRequestSchema = judgesRequestSchema;
    }

    /// <summary>A set that passes everything.</summary>
    public static GateSet Empty { get; } = new([]);

    public IReadOnlyList<IGate> Gates => _gates;

    /// <summary>True when the caller should add a <see cref="SchemaGate"/> of the request's own output schema by <see cref="With"/>.</summary>
    public bool JudgesRequestSchema { get; }

    /// <summary>True when there is nothing to check: the answer may be relayed while it arrives.</summary>
    public bool IsEmpty => _gates.IsEmpty && !JudgesRequestSchema;

    public GateSet With(IGate gate) => new(_gates.Add(gate), JudgesRequestSchema);

    /// <summary>
    /// Judges an answer. The first failure decides at once; with none, the first gate that was unsure; with neither, it is a pass
    /// (in the name of the last gate asked). Never throws for any answer.
    /// </summary>
    public GateVerdict Evaluate(Answer answer)
    {
        using var input = new GateInput(answer);
        return Evaluate(input);
    }

    /// <summary>As <see cref="Evaluate(Answer)"/>, for a caller who also wants to know how the answer's JSON was read.</summary>
    public GateVerdict Evaluate(GateInput input)
    {
        var decided = GateVerdict.Pass("");
        foreach (var gate in _gates)
        {
            var verdict = gate.Check(input);
            if (verdict.Outcome == GateOutcome.Fail)
            {
                return verdict;
            }

            if (decided.Passed)
            {
                decided = verdict;
            }
        }

        return decided;
    }
}
