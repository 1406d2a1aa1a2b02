using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Carries requests from a client's dialect into the one its upstream speaks, and answers back. Stateless: one shared instance per pair
/// (<see cref="DialectCrossings"/>). Metering never looks at what a crossing writes: usage is read from the upstream's own bytes.
/// </summary>
public abstract class DialectCrossing
{
    /// <summary>What the client speaks.</summary>
    public abstract Dialect Client { get; }

    /// <summary>What the upstream speaks.</summary>
    public abstract Dialect Upstream { get; }

    /// <summary>
    /// Writes the client's request as a body of the upstream's dialect. Never throws for bad input.
    /// </summary>
    /// <param name="outline">The outline of <paramref name="body"/> in the client's dialect.</param>
    /// <param name="losses">Receives the name of each thing that has no place in the other dialect and was left out or changed.</param>
    /// <returns>False when the request asks for something the upstream's dialect cannot say and that must not be dropped silently.</returns>
    public abstract bool TryWriteRequest(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        in CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault);

    /// <summary>Writes a whole answer of the upstream in the client's dialect. Never throws for bad input.</summary>
    public abstract bool TryWriteAnswer(
        IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [NotNullWhen(false)] out WireFault? fault);

    /// <summary>Begins the translation of one streamed answer.</summary>
    public abstract StreamCrossing CreateStream(in CrossingReply reply);
}
