using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>What every answer of one target in one scenario must be: these bytes, or where it crossed dialects, what they say.</summary>
internal sealed class ExpectedAnswer(Scenario scenario, byte[] bytes, bool isCrossing)
{
    public bool Is(ReadOnlySpan<byte> body) =>
        isCrossing ? AnswerCheck.SaysTheSame(body, scenario, FixedAnswers.Said) : AnswerCheck.IsRight(body, bytes);
}
