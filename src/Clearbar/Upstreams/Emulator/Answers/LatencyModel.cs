using Clearbar.Upstreams.Emulator.Models;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>
/// How long a model takes: a time to first token, a cost per uncached prompt token and a rate of output, with a seeded spread.
/// </summary>
/// <remarks>
/// Assumed values, of the order public dashboards showed in 2026; they make pacing plausible and claim nothing about any provider. Prompt
/// reading: 20,000 uncached tokens per second, cached tokens free. Spread: ±20 % on both, decided by the seed.
/// </remarks>
internal readonly record struct LatencyModel(double FirstTokenMilliseconds, double TokensPerSecond)
{
    private const double PromptTokensPerMillisecond = 20;

    public static LatencyModel Of(EmulatedLine line, long uncachedTokens, ulong draw)
    {
        var (first, rate) = line switch
        {
            EmulatedLine.Haiku => (450.0, 150.0),
            EmulatedLine.Sonnet => (900.0, 75.0),
            EmulatedLine.Opus => (1400.0, 55.0),
            _ => (2000.0, 40.0),
        };
        return new LatencyModel(
            (first * Spread(draw & 0xFFFF)) + (uncachedTokens / PromptTokensPerMillisecond),
            rate * Spread((draw >> 16) & 0xFFFF));
    }

    /// <summary>Milliseconds from the request to the moment so many output tokens exist.</summary>
    public double MillisecondsUntil(int outputTokens) => FirstTokenMilliseconds + (outputTokens * 1000.0 / TokensPerSecond);

    /// <summary>Output tokens that exist after so many milliseconds.</summary>
    public int TokensAfter(double milliseconds) => (int)Math.Max(0, (milliseconds - FirstTokenMilliseconds) * TokensPerSecond / 1000.0);

    private static double Spread(ulong sixteenBits) => 0.8 + (0.4 * sixteenBits / 65535.0);
}
