namespace Clearbar.Gates;

/// <summary>A check of one answer. Immutable and safe to share between requests; never throws for any answer.</summary>
public interface IGate
{
    /// <summary>The gate's kind as written in the configuration, for example <c>schema</c>.</summary>
    string Name { get; }

    GateCost Cost { get; }

    GateVerdict Check(GateInput input);
}
