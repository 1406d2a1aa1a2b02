using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Wire.Crossings;

/// <summary>
/// Two crossings in a row: what the client says goes through the dialect in the middle, and so do answers on their way back. The losses of
/// both are reported; those of the second name places as the middle dialect spells them.
/// </summary>
public sealed class ChainedCrossing : DialectCrossing
{
    private readonly DialectCrossing _first;
    private readonly DialectCrossing _second;
    private readonly WireDialect _middle;

    /// <exception cref="ArgumentException">The first does not end where the second begins, or the chain leads back to its
    /// start.</exception>
    public ChainedCrossing(DialectCrossing first, DialectCrossing second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Upstream != second.Client || first.Client == second.Upstream)
        {
            throw new ArgumentException(
                $"{first.Client} to {first.Upstream} and {second.Client} to {second.Upstream} do not make a chain.", nameof(second));
        }

        _first = first;
        _second = second;
        _middle = WireDialects.Of(first.Upstream);
    }

    public override Dialect Client => _first.Client;

    public override Dialect Upstream => _second.Upstream;

    public override bool TryWriteRequest(
        IBufferWriter<byte> output,
        ReadOnlySpan<byte> body,
        RequestOutline outline,
        in CrossingTarget target,
        ICollection<string> losses,
        [NotNullWhen(false)] out WireFault? fault)
    {
        using var middle = new PooledWriter(body.Length + 256);
        if (!_first.TryWriteRequest(middle, body, outline, target, losses, out fault))
        {
            return false;
        }

        // Where the middle dialect names the model in the path, there is no path to read it from.
        var isInPath = _middle.Id is Dialect.Converse or Dialect.Invoke;
        return _middle.TryReadRequest(
                middle.Written, isInPath ? target.ModelId : null, isInPath ? outline.Stream : null, out var middleOutline, out fault)
            && _second.TryWriteRequest(output, middle.Written, middleOutline, target, losses, out fault);
    }

    public override bool TryWriteAnswer(
        IBufferWriter<byte> output, ReadOnlySpan<byte> answer, in CrossingReply reply, [NotNullWhen(false)] out WireFault? fault)
    {
        using var middle = new PooledWriter(answer.Length + 256);
        return _second.TryWriteAnswer(middle, answer, reply, out fault) && _first.TryWriteAnswer(output, middle.Written, reply, out fault);
    }

    public override StreamCrossing CreateStream(in CrossingReply reply) =>
        new ChainedStream(_second.CreateStream(reply), _first.CreateStream(reply));
}
