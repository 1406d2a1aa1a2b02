namespace Clearbar.Gates;

/// <summary>
/// One gate's verdict. <paramref name="Reason"/> names limits, schema paths and numbers, never text of the prompt or of the answer (invariant I9),
/// so that it may be logged, stored and sent as a header.
/// </summary>
/// <param name="Outcome">Pass, fail or unsure.</param>
/// <param name="Gate">Name of the gate that decided; empty when an empty set passed.</param>
/// <param name="Reason">Short reason, ASCII where the configuration is; empty for a pass.</param>
public readonly record struct GateVerdict(GateOutcome Outcome, string Gate, string Reason)
{
    /// <summary>What the gate wants instead, in words for the model that is asked again; of the owner's configuration only. Null: the reason says it all.</summary>
    public string? Wanted { get; init; }

    public static GateVerdict Pass(string gate) => new(GateOutcome.Pass, gate, "");

    public static GateVerdict Fail(string gate, string reason) => new(GateOutcome.Fail, gate, reason);

    public static GateVerdict Unsure(string gate, string reason) => new(GateOutcome.Unsure, gate, reason);

    public bool Passed => Outcome == GateOutcome.Pass;

    public override string ToString() => Reason.Length == 0 ? $"{Gate}: {Outcome}" : $"{Gate}: {Reason}";
}
