using System.Collections.Concurrent;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Routing;

/// <summary>
/// Remembers which model signed which thinking, so that no other model is sent it (invariant I8). Fingerprints only. Bounded: the older half is forgotten
/// when it is full. Written by the settlement, read by the adapter, on any thread.
/// </summary>
public sealed class ThinkingOrigins
{
    private const int Capacity = 131_072;

    private readonly Lock _aging = new();
    private ConcurrentDictionary<ulong, Model> _current = new();
    private ConcurrentDictionary<ulong, Model> _older = new();
    private int _count;

    public void Remember(IReadOnlyList<ulong> signatures, Model? model)
    {
        if (model is null)
        {
            return;
        }

        foreach (var signature in signatures)
        {
            if (Volatile.Read(ref _current).TryAdd(signature, model) && Interlocked.Increment(ref _count) >= Capacity)
            {
                Age();
            }
        }
    }

    /// <summary>
    /// The thinking of other models than the one that <paramref name="step"/> calls. Of blocks nobody remembers, those are kept that go to the model the
    /// client asked for or that belong to an open tool loop: there the client is taken at its word.
    /// </summary>
    public IReadOnlyList<ByteRange> ForeignTo(PlannedStep step, bool isAskedModel, RequestOutline outline, ReadOnlySpan<byte> body)
    {
        List<ByteRange>? foreign = null;
        foreach (var block in outline.ThinkingBlocks)
        {
            if (ModelOf(block.Of(body)) is { } signer ? signer.Id != step.Model!.Id : !isAskedModel && !outline.InToolLoop)
            {
                (foreign ??= []).Add(block);
            }
        }

        return foreign is null ? [] : foreign;
    }

    private Model? ModelOf(ReadOnlySpan<byte> block) =>
        ThinkingSignatures.Of(block) is { } signature
        && (Volatile.Read(ref _current).TryGetValue(signature, out var model) || Volatile.Read(ref _older).TryGetValue(signature, out model)) ? model : null;

    private void Age()
    {
        lock (_aging)
        {
            if (Volatile.Read(ref _count) >= Capacity)
            {
                Volatile.Write(ref _older, _current);
                Volatile.Write(ref _current, new ConcurrentDictionary<ulong, Model>());
                Volatile.Write(ref _count, 0);
            }
        }
    }
}
