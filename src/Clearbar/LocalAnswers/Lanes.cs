using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Clearbar.LocalAnswers;

/// <summary>
/// Vector loops of the networks. Every one gives the same bits on every machine: lanes are 8 wide by definition (emulated where the
/// hardware is narrower), products are rounded before they are added (no fused multiply-add), sums across lanes have a fixed order.
/// Lengths are multiples of 8, or of 32 for bytes; the callers pad.
/// </summary>
internal static class Lanes
{
    /// <summary>Values per vector; row lengths are padded to a multiple of it.</summary>
    public const int Width = 8;

    /// <summary>Rounds a row length up to whole vectors.</summary>
    public static int Pad(int length) => (length + Width - 1) / Width * Width;

    /// <summary>y += a * x.</summary>
    public static void AddScaled(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        ref var from = ref MemoryMarshal.GetReference(x[..y.Length]);
        ref var to = ref MemoryMarshal.GetReference(y);
        var scale = Vector256.Create(a);
        for (nuint i = 0; i < (nuint)y.Length; i += Width)
        {
            var sum = Vector256.LoadUnsafe(ref to, i) + (scale * Vector256.LoadUnsafe(ref from, i));
            sum.StoreUnsafe(ref to, i);
        }
    }

    /// <summary>y += a * x for 8-bit x.</summary>
    public static void AddScaled(float a, ReadOnlySpan<sbyte> x, Span<float> y)
    {
        ref var from = ref MemoryMarshal.GetReference(x[..y.Length]);
        ref var to = ref MemoryMarshal.GetReference(y);
        var scale = Vector256.Create(a);
        for (nuint i = 0; i < (nuint)y.Length; i += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, i));
            var (a0, a1) = Vector256.Widen(low);
            var (a2, a3) = Vector256.Widen(high);
            (Vector256.LoadUnsafe(ref to, i) + (scale * Vector256.ConvertToSingle(a0))).StoreUnsafe(ref to, i);
            (Vector256.LoadUnsafe(ref to, i + 8) + (scale * Vector256.ConvertToSingle(a1))).StoreUnsafe(ref to, i + 8);
            (Vector256.LoadUnsafe(ref to, i + 16) + (scale * Vector256.ConvertToSingle(a2))).StoreUnsafe(ref to, i + 16);
            (Vector256.LoadUnsafe(ref to, i + 24) + (scale * Vector256.ConvertToSingle(a3))).StoreUnsafe(ref to, i + 24);
        }
    }

    /// <summary>The dot product.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref var first = ref MemoryMarshal.GetReference(x[..y.Length]);
        ref var second = ref MemoryMarshal.GetReference(y);
        var sums = Vector256<float>.Zero;
        for (nuint i = 0; i < (nuint)y.Length; i += Width)
        {
            sums += Vector256.LoadUnsafe(ref first, i) * Vector256.LoadUnsafe(ref second, i);
        }

        var half = sums.GetLower() + sums.GetUpper();
        return half[0] + half[1] + (half[2] + half[3]);
    }

    /// <summary>
    /// One Adagrad step (Duchi, Hazan, Singer 2011) of the weights along the gradient a * x: history += g^2, weights -= rate * g /
    /// sqrt(history).
    /// </summary>
    public static void Adagrad(float rate, float a, ReadOnlySpan<float> x, Span<float> weights, Span<float> history)
    {
        ref var from = ref MemoryMarshal.GetReference(x[..weights.Length]);
        ref var to = ref MemoryMarshal.GetReference(weights);
        ref var past = ref MemoryMarshal.GetReference(history[..weights.Length]);
        var scale = Vector256.Create(a);
        var step = Vector256.Create(rate);
        for (nuint i = 0; i < (nuint)weights.Length; i += Width)
        {
            var gradient = scale * Vector256.LoadUnsafe(ref from, i);
            var squares = Vector256.LoadUnsafe(ref past, i) + (gradient * gradient);
            squares.StoreUnsafe(ref past, i);
            (Vector256.LoadUnsafe(ref to, i) - (step * gradient / Vector256.Sqrt(squares))).StoreUnsafe(ref to, i);
        }
    }
}
