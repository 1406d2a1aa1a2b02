using Clearbar.Upstreams.Emulator.Prompts;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>A stream of draws that a seed decides: the same on every machine.</summary>
internal sealed class SeededDraws(ulong seed)
{
    private ulong _ordinal;

    public ulong Next() => Fingerprint.Draw(seed, _ordinal++);

    /// <summary>A whole number from 0 up to but not including <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A number from 0 up to but not including 1, with 53 bits.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));
}
