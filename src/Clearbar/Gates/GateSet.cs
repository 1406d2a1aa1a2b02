using System.Collections.Immutable;
using Clearbar.Gates.Scoring;
using Clearbar.Gates.Streaming;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary>The gates of one class, asked cheapest first. Immutable and shared by all requests of the class.</summary>
public sealed class GateSet
{
    private readonly ImmutableArray<IGate> _gates;
    private readonly ImmutableArray<IAskingGate> _asking;

    /// <param name="gates">The gates; among equally cheap ones the order given is kept.</param>
    /// <param name="judgesRequestSchema">The class also wants answers judged by the output schema a request brings along.</param>
    /// <param name="asking">The gates that ask somebody; among equally cheap ones the order given is kept.</param>
    public GateSet(IEnumerable<IGate> gates, bool judgesRequestSchema = false, IEnumerable<IAskingGate>? asking = null)
    {
        _gates = [.. gates.OrderBy(gate => gate.Cost)];
        _asking = [.. (asking ?? []).OrderBy(gate => gate.Cost)];
        JudgesRequestSchema = judgesRequestSchema;
        Score = _gates.OfType<ScoreGate>().FirstOrDefault();
    }

    /// <summary>A set that passes everything.</summary>
    public static GateSet Empty { get; } = new([]);

    public IReadOnlyList<IGate> Gates => _gates;

    public IReadOnlyList<IAskingGate> AskingGates => _asking;

    /// <summary>True when the caller should add a <see cref="SchemaGate"/> of the request's own output schema by <see cref="With"/>.</summary>
    public bool JudgesRequestSchema { get; }

    /// <summary>The gate that learns from outcomes; null where there is none.</summary>
    public ScoreGate? Score { get; }

    /// <summary>Some gates ask somebody: only <see cref="EvaluateAsync"/> can pass an answer.</summary>
    public bool AsksOthers => !_asking.IsEmpty;

    /// <summary>True when there is nothing to check: the answer may be relayed while it arrives.</summary>
    public bool IsEmpty => _gates.IsEmpty && _asking.IsEmpty && !JudgesRequestSchema;

    public GateSet With(IGate gate) => new(_gates.Add(gate), JudgesRequestSchema, _asking);

    /// <summary>
    /// A watch over an answer that is still arriving; null where no gate can say anything before the end. An answer whose end others are asked about is
    /// never safe before it.
    /// </summary>
    public AnswerWatch? Watch()
    {
        List<GateWatch>? watches = null;
        foreach (var gate in _gates)
        {
            if (gate is IWatchingGate watching && watching.Watch() is { } watch)
            {
                (watches ??= []).Add(watch);
            }
        }

        return watches is null ? null : new AnswerWatch([.. watches], _asking.IsEmpty && watches.Count == _gates.Length);
    }

    /// <summary>
    /// Judges an answer without asking anybody. The first failure decides at once; with none, the first gate that was unsure; with neither, it is a
    /// pass (in the name of the last gate asked), or unsure where others would have to be asked. Never throws for any answer.
    /// </summary>
    public GateVerdict Evaluate(Answer answer)
    {
        using var input = new GateInput(answer);
        return Evaluate(input);
    }

    /// <summary>As <see cref="Evaluate(Answer)"/>, for a caller who also knows the request or wants to know how the answer's JSON was read.</summary>
    public GateVerdict Evaluate(GateInput input)
    {
        var verdict = Check(input);
        return verdict.Passed && AsksOthers ? GateVerdict.Unsure(_asking[0].Name, $"{_asking[0].Name}: not asked") : verdict;
    }

    /// <summary>
    /// Judges an answer by the gates that ask nobody, as if there were no others: for an answer that was not bought, and for which nothing is asked.
    /// </summary>
    public GateVerdict EvaluateAlone(Answer answer)
    {
        using var input = new GateInput(answer);
        return Check(input);
    }

    /// <summary>
    /// Judges an answer by every gate. Others are asked, cheapest first, only when all gates that ask nobody have passed, and only until one of them
    /// does not pass: nothing is paid for an answer that is thrown away anyway. Never throws for any answer; a cancelled call does.
    /// </summary>
    public async ValueTask<GateVerdict> EvaluateAsync(GateInput input, IGateCalls calls, CancellationToken cancellation)
    {
        var verdict = Check(input);
        foreach (var gate in _asking)
        {
            if (!verdict.Passed)
            {
                break;
            }

            verdict = await gate.CheckAsync(input, calls, cancellation);
        }

        return verdict;
    }

    private GateVerdict Check(GateInput input)
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
