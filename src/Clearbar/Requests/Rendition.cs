using Clearbar.Wire;
using Clearbar.Wire.Crossings;

namespace Clearbar.Requests;

/// <summary>
/// A request in the dialect of one upstream: the client's own bytes where that is the client's dialect, a translation otherwise. Every edit of an
/// attempt is an edit of its rendition. Owned by the exchange, which disposes it.
/// </summary>
public sealed class Rendition : IDisposable
{
    private const int MaxLosses = 32;
    private const int MaxLabel = 64;

    private PooledWriter? _translated;

    private Rendition(RequestOutline outline, ReadOnlyMemory<byte> body, PooledWriter? translated, DialectCrossing? crossing)
    {
        Outline = outline;
        Body = body;
        _translated = translated;
        Crossing = crossing;
    }

    /// <summary>Outline of <see cref="Body"/>, in its dialect.</summary>
    public RequestOutline Outline { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Null for the client's own bytes.</summary>
    public DialectCrossing? Crossing { get; }

    /// <summary>What the translation was and lost, as it stands in <c>x-clearbar-edits</c>; empty for the client's own bytes.</summary>
    public IReadOnlyList<RequestEdit> Losses { get; private init; } = [];

    public static Rendition OfClient(Exchange exchange) => new(exchange.Outline, exchange.Body!.Memory, null, null);

    /// <summary>Translates the client's request. Null with a fault when the other dialect cannot say what it asks for.</summary>
    public static Rendition? Translate(Exchange exchange, DialectCrossing crossing, in CrossingTarget target, out WireFault? fault)
    {
        var output = new PooledWriter(exchange.Body!.Length + 1024);
        var losses = new List<string>();
        if (!crossing.TryWriteRequest(output, exchange.Body.Span, exchange.Outline, target, losses, out fault)
            || !WireDialects.Of(crossing.Upstream).TryReadRequest(output.Written, exchange.Outline.Model, exchange.Outline.Stream, out var outline, out fault))
        {
            output.Dispose();
            return null;
        }

        var edits = new List<RequestEdit>(losses.Count + 1) { new RequestEdit.Crossed($"{NameOf(crossing.Client)}>{NameOf(crossing.Upstream)}") };
        foreach (var loss in losses)
        {
            if (edits.Count > MaxLosses)
            {
                edits.Add(new RequestEdit.Crossed($"and-{losses.Count - MaxLosses}-more"));
                break;
            }

            edits.Add(new RequestEdit.Crossed(LabelOf(loss)));
        }

        return new Rendition(outline, output.WrittenMemory, output, crossing) { Losses = edits };
    }

    /// <summary>The connection died while these bytes may still be read from it: leave them to the collector instead of the pool.</summary>
    public void Abandon() => _translated = null;

    public void Dispose() => _translated?.Dispose();

    /// <summary>
    /// A loss may name a member the client made up: only what a header may carry, and not much of it, goes on (into the ledger too).
    /// </summary>
    private static string LabelOf(string loss) => string.Create(Math.Min(loss.Length, MaxLabel), loss, static (label, text) =>
    {
        for (var i = 0; i < label.Length; i++)
        {
            label[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_' or '.' or '@' or '>' or ':' or '=' ? text[i] : '?';
        }
    });

    private static string NameOf(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => "anthropic",
        Dialect.Converse => "converse",
        Dialect.Invoke => "invoke",
        _ => "openai",
    };
}
