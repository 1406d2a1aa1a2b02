using System.Text;
using Clearbar.Configuration;
using Clearbar.Gates;

namespace Clearbar.Routing;

/// <summary>
/// What will be tried for one request, in order, and why. Decided once, before anything is sent; printable.
/// </summary>
public sealed record Plan
{
    /// <summary>Never empty.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    public required Delivery Delivery { get; init; }

    /// <summary>Checks an answer must pass before it is relayed; empty with <see cref="Configuration.Delivery.Commit"/>.</summary>
    public required GateSet Gates { get; init; }

    /// <summary>Tokens a thinking step may spend.</summary>
    public int ThinkingBudget { get; init; }

    /// <summary>The id of the model asked for, where the class learns what could stand in for it; null otherwise.</summary>
    public string? Reference { get; init; }

    /// <summary>The certificate this plan stands on; null where the model asked for or an owner's ladder is the rule.</summary>
    public string? CertificateId { get; init; }

    /// <summary>Why the plan is what it is, in one sentence.</summary>
    public required string Because { get; init; }

    /// <summary>The plan of a call that the gateway makes for itself: one step, nothing judged.</summary>
    public static Plan Aside(PlannedStep step, int thinkingBudget) => new()
    {
        Steps = [step], Delivery = Delivery.Commit, Gates = GateSet.Empty, ThinkingBudget = thinkingBudget, Because = "a call of the gateway's own",
    };

    /// <summary>The answer is held until the gates have judged it.</summary>
    public bool HoldsAnswers => Delivery == Delivery.BufferAndCheck && (Steps.Count > 1 || !Gates.IsEmpty);

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Steps.Count; i++)
        {
            text.Append(i == 0 ? "" : " > ").Append(Steps[i].Rung);
            if (!Steps[i].IsLocal)
            {
                text.Append(" (").Append(Steps[i].WireModelId).Append(" at ").Append(Steps[i].Deployment!.Name).Append(')');
            }
        }

        return text.Append(", ").Append(Delivery == Delivery.Commit ? "relayed at once" : "held until checked").Append(": ").Append(Because).ToString();
    }
}
