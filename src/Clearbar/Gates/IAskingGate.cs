namespace Clearbar.Gates;

/// <summary>
/// A check of one answer that must ask somebody: a server of the owner's, the same rung again, another tier. Asked only when every
/// <see cref="IGate"/> of the set has passed. Immutable and safe to share between requests; never throws for any answer or any reply, only when
/// it is cancelled.
/// </summary>
public interface IAskingGate
{
    /// <summary>The gate's kind as written in the configuration, for example <c>webhook</c>.</summary>
    string Name { get; }

    /// <summary><see cref="GateCost.Ask"/> or <see cref="GateCost.Pay"/>.</summary>
    GateCost Cost { get; }

    ValueTask<GateVerdict> CheckAsync(GateInput input, IGateCalls calls, CancellationToken cancellation);
}
