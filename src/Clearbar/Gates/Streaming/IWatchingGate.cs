namespace Clearbar.Gates.Streaming;

/// <summary>A gate that can say something certain before the answer's end.</summary>
public interface IWatchingGate : IGate
{
    /// <summary>A watch over one answer; null where this gate, as configured, has to see the end.</summary>
    GateWatch? Watch();
}
